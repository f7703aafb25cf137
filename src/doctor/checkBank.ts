import { BankError } from '../bank/bankError.ts';
import { defaultBankLimits } from '../bank/bankLimits.ts';
import { createHttpClient } from '../bank/httpClient.ts';
import type { DnbSettings } from '../config.ts';
import { away, type Finding, good, wrong } from './finding.ts';

/** as much costs a refused call here and there. */
const mostSkewMs = 30_000;

/** Whether the bank answers over TLS, and how far its clock is from ours. One call without a token, which counts nowhere. */
export async function checkBank({ baseUrl, tls }: DnbSettings, now: () => number): Promise<readonly Finding[]> {
  if (baseUrl === undefined) return [wrong('bank', 'DNB_BASE_URL is not set', 'set it; `up` alone brings a simulator')];
  const http = createHttpClient({ limits: defaultBankLimits, tls });
  try {
    const { headers, status } = await http.send({
      method: 'GET',
      url: new URL(baseUrl),
      headers: {},
      psu: null,
      deadlineMs: defaultBankLimits.callMs,
    });
    return [good('bank', `answers (status ${status} without a token)`), clock(headers['date'], now())];
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    if (error.code === 'bank_rejects_credentials')
      return [
        wrong(
          'bank',
          'refuses the certificate, or its files cannot be read',
          'look at DNB_TLS_CERT_FILE, DNB_TLS_KEY_FILE and DNB_TLS_CA_FILE',
        ),
      ];
    const cure = 'look at DNB_BASE_URL, DNB_TLS_CA_FILE, the firewall and status.dnb.no';
    return [away('bank', `does not answer (${error.code})`, cure)];
  } finally {
    await http.close();
  }
}

function clock(date: string | undefined, nowMs: number): Finding {
  const theirsMs = Date.parse(date ?? '');
  if (Number.isNaN(theirsMs)) return good('clock', 'the bank does not tell its own');
  const skewMs = nowMs - theirsMs;
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return seconds * 1_000 <= mostSkewMs
    ? good('clock', `within ${seconds} s of the bank's`)
    : wrong(
        'clock',
        `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the bank's`,
        "set this machine's clock by NTP",
      );
}
