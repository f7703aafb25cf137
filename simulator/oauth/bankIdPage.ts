import { type Html, html, type Page } from '../html.ts';
import type { BankAccount, Person } from '../ledger/bank.ts';
import { type Language, pageTexts } from './pageTexts.ts';

export type PageError = 'unknownPerson' | 'noneChosen';

interface PageFrame {
  readonly language: Language;
  readonly ticket: string;
  /** Where the forms go: the log-in's to it, the decision's to `/decision` under it. */
  readonly action: '/oauth2/authorize' | '/sca';
  readonly error?: PageError | undefined;
}

const hidden = ({ ticket, language }: PageFrame): Html =>
  html`<input type="hidden" name="ticket" value="${ticket}"><input type="hidden" name="lang" value="${language}">`;

const note = (language: Language): Html => html`<p class="note">${pageTexts[language].simulated}</p>`;

const problem = ({ language, error }: PageFrame): Html =>
  error === undefined ? html`` : html`<p class="error" role="alert">${pageTexts[language][error]}</p>`;

/** Step 1: who is there. `otherLanguageUrl` shows the same page in the other language, where it can. */
export function loginPage(
  frame: PageFrame & { readonly persons: readonly Person[]; readonly otherLanguageUrl: string | null },
): Page {
  const { language, persons, otherLanguageUrl } = frame;
  const text = pageTexts[language];
  const choices = persons.slice(0, 20).map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  const body = html`<h1>${text.loginTitle}</h1>${note(language)}<p>${text.loginLead}</p>${problem(frame)}
<form method="post" action="${frame.action}">${hidden(frame)}
<label>${text.person}<input type="text" name="person" list="persons" value="${persons[0]?.id ?? ''}" autocomplete="off" required></label>
<datalist id="persons">${choices}</datalist>
<button>${text.continue}</button></form>
<ul>${persons.slice(0, 20).map(({ id, name }) => html`<li><code>${id}</code> ${name}</li>`)}</ul>
${otherLanguageUrl === null ? html`` : html`<p><a href="${otherLanguageUrl}">${text.otherLanguage}</a></p>`}`;
  return { language, title: text.loginTitle, body, ...(frame.error === undefined ? {} : { status: 400 }) };
}

/** Step 2: which accounts, and whether at all. */
export function accountsPage(
  frame: PageFrame & { readonly person: Person; readonly accounts: readonly BankAccount[] },
): Page {
  const { language, person, accounts } = frame;
  const text = pageTexts[language];
  const choices = accounts.map(
    ({ id, name, currency, owner }) =>
      html`<label><input type="checkbox" name="account" value="${id}" checked> <code>${printed(id)}</code> ${name} (${currency}), ${owner}</label>`,
  );
  const body = html`<h1>${text.accountsTitle}</h1>${note(language)}<p>${person.name}</p><p>${text.accountsLead}</p>${problem(frame)}
<form method="post" action="${frame.action}/decision">${hidden(frame)}<input type="hidden" name="person" value="${person.id}">
${choices}<p><button name="decision" value="grant">${text.grant}</button> <button class="second" name="decision" value="deny">${text.refuse}</button></p></form>`;
  return { language, title: text.accountsTitle, body, ...(frame.error === undefined ? {} : { status: 400 }) };
}

/** The person cannot be sent back: the client or the page is not known. */
export function refusalPage(language: Language, reason: string): Page {
  const text = pageTexts[language];
  return {
    language,
    title: text.errorTitle,
    body: html`<h1>${text.errorTitle}</h1>${note(language)}<p>${reason}</p>`,
    status: 400,
  };
}

/** `1234.56.78903` */
const printed = (bban: string): string => `${bban.slice(0, 4)}.${bban.slice(4, 6)}.${bban.slice(6)}`;
