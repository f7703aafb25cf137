/** A ledger's subject as `tasks.subject` holds it, unique among a client's open tasks: `coverage_gap/2026-03-01/<account>`. */
export const taskSubject = (ownerId: string, subject: string): string => `${subject}/${ownerId}`;
