import type { Request } from 'express';
import { z } from 'zod';
import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { sendPage } from '../html.ts';
import { checkAuthorizationRequest } from './authorizationRequest.ts';
import { accountsPage, loginPage, refusalPage } from './bankIdPage.ts';
import { denyAccess, grantAccess } from './decide.ts';
import { issuerOf } from './issuer.ts';
import { chooseLanguage, type Language, pageTexts } from './pageTexts.ts';

const action = '/oauth2/authorize' as const;

/** Of both profiles' pages. */
export const loginSchema = z.object({ ticket: z.string(), lang: z.string().optional(), person: z.string().trim() });
export const decisionSchema = z.object({
  ticket: z.string(),
  lang: z.string().optional(),
  person: z.string(),
  decision: z.enum(['grant', 'deny']),
  account: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((accounts) => (typeof accounts === 'string' ? [accounts] : accounts)),
});

/** Query of a request as it was sent. */
export const searchOf = (request: Request): URLSearchParams => new URL(request.originalUrl, 'http://bank').searchParams;

export const languageOf = (request: Request, asked: string | undefined): Language =>
  chooseLanguage(asked, request.get('accept-language'));

/** `GET /oauth2/authorize`: the first page, or the answer to a request that is wrong. */
export const getAuthorize =
  ({ settings, authorizations, bank }: SimulatorContext): BankHandler =>
  (request, response) => {
    const search = searchOf(request);
    const language = languageOf(request, search.get('lang') ?? search.get('ui_locales') ?? undefined);
    search.delete('lang');
    const checked = checkAuthorizationRequest(search, settings);
    switch (checked.kind) {
      case 'unsafe':
        return sendPage(response, refusalPage(language, checked.reason));
      case 'refused':
        return response.redirect(303, checked.redirectUrl);
      case 'valid': {
        search.set('lang', language === 'nb' ? 'en' : 'nb');
        const page = { language, action, persons: bank.persons(), ticket: authorizations.begin(checked.request) };
        return sendPage(response, loginPage({ ...page, otherLanguageUrl: `?${search.toString()}` }));
      }
    }
  };

/** `POST /oauth2/authorize`: the simulated BankID names the person. */
export const postLogin =
  ({ authorizations, bank }: SimulatorContext): BankHandler =>
  (request, response) => {
    const form = loginSchema.safeParse(request.body);
    const language = languageOf(request, form.data?.lang);
    if (!form.success || authorizations.find(form.data.ticket) === undefined)
      return sendPage(response, refusalPage(language, pageTexts[language].expired));
    const { ticket } = form.data;
    const person = bank.persons().find(({ id }) => id === form.data.person);
    if (person === undefined)
      return sendPage(
        response,
        loginPage({
          language,
          action,
          ticket,
          persons: bank.persons(),
          otherLanguageUrl: null,
          error: 'unknownPerson',
        }),
      );
    sendPage(response, accountsPage({ language, action, ticket, person, accounts: bank.accountsOf(person.id) }));
  };

/** `POST /oauth2/authorize/decision`: back to the client with a code, or with `access_denied`. */
export const postDecision =
  (context: SimulatorContext): BankHandler =>
  (request, response) => {
    const { authorizations, bank } = context;
    const form = decisionSchema.safeParse(request.body);
    const language = languageOf(request, form.data?.lang);
    const expired = refusalPage(language, pageTexts[language].expired);
    if (!form.success || authorizations.find(form.data.ticket) === undefined) return sendPage(response, expired);
    const { ticket, person: personId, decision } = form.data;
    const person = bank.persons().find(({ id }) => id === personId);
    if (person === undefined) return sendPage(response, expired);
    const own = bank.accountsOf(personId);
    const chosen = own.filter(({ id }) => form.data.account.includes(id)).map(({ id }) => id);
    if (decision === 'grant' && chosen.length === 0)
      return sendPage(response, accountsPage({ language, action, ticket, person, accounts: own, error: 'noneChosen' }));

    const asked = authorizations.finish(ticket);
    if (asked === undefined) return sendPage(response, expired);
    const issuer = issuerOf(request);
    const redirectUrl =
      decision === 'grant'
        ? grantAccess(context, { request: asked, issuer, personId, accountIds: chosen }).redirectUrl
        : denyAccess(context, { request: asked, issuer });
    response.redirect(303, redirectUrl);
  };
