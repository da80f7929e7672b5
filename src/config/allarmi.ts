/**
 * The section `allarmi`: where alarms are sent, and from where on something is one.
 * Invariant: no default here; secrets are files, never values; without `email` and `webhook` nothing is sent.
 */
import { z } from 'zod';
import { elenco, file, intero, scelta, sezione, siNo, testo } from './campi.js';

const indirizzo = z.email({ error: 'scrivere un indirizzo di posta, per esempio ced@comune.esempio.it' });

const EMAIL = sezione({
  host: testo('scrivere il nome del server SMTP'),
  port: intero(1, 65_535),
  /** `tls` from the first byte (465); `starttls` asked for and required (587); `nessuna` only on the machine itself. */
  sicurezza: scelta(['tls', 'starttls', 'nessuna']),
  utente: testo('scrivere l’utente SMTP, oppure null').nullable().optional().default(null),
  passwordFile: file('un file che contiene solo la password SMTP').nullable().optional().default(null),
  caFile: file('il certificato della CA del server SMTP (PEM), oppure null').nullable().optional().default(null),
  mittente: indirizzo,
  destinatari: elenco(indirizzo, 'gli indirizzi a cui scrivere').min(1, { error: 'indicare almeno un destinatario' }),
});

const WEBHOOK = sezione({
  url: z.url({ protocol: /^https?$/, error: 'scrivere l’indirizzo completo, https://…' }),
  segretoFile: file('un file che contiene solo il segreto con cui si firma').nullable().optional().default(null),
  consentiHttp: siNo().optional().default(false),
});

export const ALLARMI = sezione({
  email: EMAIL.nullable(),
  webhook: WEBHOOK.refine((w) => w.consentiHttp || w.url.startsWith('https:'), {
    path: ['url'],
    error: 'serve https://; per un http:// nella stessa rete scrivere "consentiHttp": true',
  }).nullable(),
  timeoutMs: intero(1_000, 120_000),
  soglie: sezione({
    parcheggiateNumero: intero(1, 1_000_000),
    parcheggiateOre: intero(1, 8_760),
    firmeRifiutateGiorno: intero(1, 1_000_000),
    fermeOre: intero(1, 720),
    commitMs: intero(10, 60_000),
    lavoriFalliti: intero(1, 1_000),
    richiestaOre: intero(24, 720),
    finestraGiorni: intero(1, 170),
    discoLiberoBytes: intero(1_048_576, 1_099_511_627_776),
  }),
});
