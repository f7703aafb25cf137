/**
 * In whose scope the service keeps what belongs to no client: the audit of API keys. The nil UUID, which no ERP gives a
 * company; a key for every client may read it (`GET /api/v1/audit?client_id=00000000-…`).
 */
export const serviceScopeId = '00000000-0000-0000-0000-000000000000';
