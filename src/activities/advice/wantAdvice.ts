/**
 * A step of matching that also tells whether an advisor is to be asked: one is configured, and there is something new to
 * look at. Workflows know it from here, for they read no settings.
 */
export const wantAdvice =
  <Input, Result extends { readonly review: number }>(
    isConfigured: boolean,
    step: (input: Input) => Promise<Result>,
  ): ((input: Input) => Promise<Result & { readonly wantsAdvice?: boolean }>) =>
  async (input) => {
    const result = await step(input);
    return isConfigured && result.review > 0 ? { ...result, wantsAdvice: true } : result;
  };
