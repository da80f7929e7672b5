/**
 * How a comune reaches ANPR's services (`enti[].anpr`): a comune without it receives notifications and asks nothing.
 * Invariant: what ANPR publishes only in part has a default that its samples show, and can be changed here.
 */
import { z } from 'zod';
import { codiceIstat, elenco, file, intero, keystore, scelta, sezione, siNo, testo, UN_GIGA_BYTES } from './campi.js';

/** HTTPS, except towards this very machine: the fictitious ANPR of a trial. */
const indirizzo = z
  .url({ error: 'scrivere l’indirizzo completo del servizio, https://…, oppure null per quello di ANPR' })
  .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/, {
    error: 'l’indirizzo di un servizio di ANPR comincia con https://',
  })
  .nullable()
  .optional()
  .default(null);

/** Null is ANPR's own address in the environment chosen. */
const INDIRIZZI = sezione({
  consultazione: indirizzo,
  estrazione: indirizzo,
  scarico: indirizzo,
  prova: indirizzo,
});

const cifra = (che: string) => testo(che).regex(/^\d$/, { error: che });

export const ANPR = sezione({
  ambiente: scelta(['PROD', 'TEST']).optional().default('PROD'),
  indirizzi: INDIRIZZI.optional().default({ consultazione: null, estrazione: null, scarico: null, prova: null }),
  keystore,
  caFiles: elenco(
    file('un certificato di CA (PEM)'),
    'la CA che emette i certificati TLS di ANPR («CA Postazione ANPR»)',
  ).min(1, { error: 'serve la CA che emette i certificati TLS di ANPR («CA Postazione ANPR»), in PEM' }),
  operatore: testo('scrivere il codice fiscale di un operatore registrato in ANPR, abilitato ai web service').max(64),
  indirizzoIp: z.union([z.ipv4(), z.ipv6()], {
    error: 'scrivere l’indirizzo IP pubblico da cui questa macchina esce, quello abilitato in ANPR',
  }),
  idSede: codiceIstat('scrivere il codice ISTAT della sede, 6 cifre, oppure null per quello del comune')
    .nullable()
    .optional()
    .default(null),
  idPostazione: testo('scrivere il nome del certificato (NNNNNN-CO-9999), oppure null per leggerlo dal keystore')
    .nullable()
    .optional()
    .default(null),
  idApplicazione: testo('scrivere il nome dell’applicazione, oppure null').nullable().optional().default(null),
  emittente: testo('scrivere chi emette l’asserzione SAML').optional().default('XS'),
  tipoInvio: scelta(['PROD', 'TEST', 'PRE_SUB', 'FREE']).nullable().optional().default(null),
  codDestinatario: testo('scrivere la versione di ANPR')
    .regex(/^[0-9A-Za-z]{1,6}$/, { error: 'scrivere la versione di ANPR, per esempio ANPR05' })
    .optional()
    .default('ANPR05'),
  firma: scelta(['rsa-sha256', 'rsa-sha1']).optional().default('rsa-sha256'),
  schedaPersona: cifra('scrivere la cifra con cui 3002 dà la scheda di una persona').optional().default('1'),
  schedaFamiglia: cifra('scrivere la cifra con cui 3002 dà la scheda di una famiglia').optional().default('2'),
  datiRichiesti: elenco(testo('scrivere un codice della tabella 16'), 'i dati che 3002 deve dare (tabella 16)')
    .optional()
    .default(['1']),
  tlsClient: siNo().optional().default(false),
  connectTimeoutMs: intero(100, 600_000).optional().default(10_000),
  callTimeoutMs: intero(100, 3_600_000).optional().default(120_000),
  maxAnswerBytes: intero(1_048_576, UN_GIGA_BYTES).optional().default(134_217_728),
  retries: intero(0, 10).optional().default(2),
  retryDelayMs: intero(1, 600_000).optional().default(2_000),
});
