import type { Request, Response } from 'express';
import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { sendPage } from '../html.ts';
import type { Person } from '../ledger/bank.ts';
import { decisionSchema, languageOf, loginSchema, searchOf } from '../oauth/authorize.ts';
import { accountsPage, loginPage, refusalPage } from '../oauth/bankIdPage.ts';
import { type Language, pageTexts } from '../oauth/pageTexts.ts';
import type { Consent } from '../state/state.ts';
import { type ConsentDecision, decideConsent } from './decideConsent.ts';

const action = '/sca';

/** A consent that waits for its person, by the ticket of its page. */
export function waitingConsent({ consents }: SimulatorContext, ticket: string): Consent | undefined {
  const consent = consents.findByTicket(ticket);
  return consent?.status === 'received' ? consent : undefined;
}

/** Who may log in: whom the caller named, else anybody. */
const personsOf = ({ bank }: SimulatorContext, { asked }: Consent): readonly Person[] =>
  bank.persons().filter(({ id }) => asked?.psuId == null || id === asked.psuId);

const sendExpired = (response: Response, language: Language): void =>
  sendPage(response, refusalPage(language, pageTexts[language].expired));

/** `GET /sca?ticket`: where `scaRedirect` leads. */
export const getSca =
  (context: SimulatorContext): BankHandler =>
  (request, response) => {
    const search = searchOf(request);
    const language = languageOf(request, search.get('lang') ?? undefined);
    const ticket = search.get('ticket') ?? '';
    const consent = waitingConsent(context, ticket);
    if (consent === undefined) return sendExpired(response, language);
    search.set('lang', language === 'nb' ? 'en' : 'nb');
    const persons = personsOf(context, consent);
    sendPage(response, loginPage({ language, action, ticket, persons, otherLanguageUrl: `?${search.toString()}` }));
  };

/** `POST /sca`: the simulated BankID names the person. */
export const postScaLogin =
  (context: SimulatorContext): BankHandler =>
  (request, response) => {
    const form = loginSchema.safeParse(request.body);
    const language = languageOf(request, form.data?.lang);
    const consent = form.success ? waitingConsent(context, form.data.ticket) : undefined;
    if (!form.success || consent === undefined) return sendExpired(response, language);
    const { ticket } = form.data;
    const persons = personsOf(context, consent);
    const person = persons.find(({ id }) => id === form.data.person);
    const frame = { language, action, ticket } as const;
    if (person === undefined)
      return sendPage(response, loginPage({ ...frame, persons, otherLanguageUrl: null, error: 'unknownPerson' }));
    sendPage(response, accountsPage({ ...frame, person, accounts: context.bank.accountsOf(person.id) }));
  };

/** `POST /sca/decision`: back to the caller, to one of its two addresses. */
export const postScaDecision =
  (context: SimulatorContext): BankHandler =>
  async (request, response) => {
    const form = decisionSchema.safeParse(request.body);
    const language = languageOf(request, form.data?.lang);
    const consent = form.success ? waitingConsent(context, form.data.ticket) : undefined;
    if (!form.success || consent === undefined) return sendExpired(response, language);
    const person = personsOf(context, consent).find(({ id }) => id === form.data.person);
    if (person === undefined) return sendExpired(response, language);
    const own = context.bank.accountsOf(person.id);
    const accountIds = own.filter(({ id }) => form.data.account.includes(id)).map(({ id }) => id);
    const { ticket, decision: answer } = form.data;
    const frame = { language, action, ticket } as const;
    if (answer === 'grant' && accountIds.length === 0)
      return sendPage(response, accountsPage({ ...frame, person, accounts: own, error: 'noneChosen' }));
    const decision: ConsentDecision =
      answer === 'grant' ? { kind: 'grant', personId: person.id, accountIds } : { kind: 'deny' };
    await sendOn(context, request, response, decideConsent(context, consent, decision));
  };

async function sendOn(
  { stateFile }: SimulatorContext,
  request: Request,
  response: Response,
  redirectUrl: string | null,
): Promise<void> {
  await stateFile.save();
  if (redirectUrl === null) sendExpired(response, languageOf(request, undefined));
  else response.redirect(303, redirectUrl);
}
