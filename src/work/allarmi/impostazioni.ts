/** The settings of the alarms, as the work needs them; the section `allarmi` of the configuration fits. */

export interface ImpostazioniEmail {
  readonly host: string;
  readonly port: number;
  readonly sicurezza: 'tls' | 'starttls' | 'nessuna';
  readonly utente: string | null;
  /** Read at every sending, so that a changed password needs no restart. */
  readonly passwordFile: string | null;
  readonly caFile: string | null;
  readonly mittente: string;
  readonly destinatari: readonly string[];
}

export interface ImpostazioniWebhook {
  readonly url: string;
  readonly segretoFile: string | null;
}

export interface SoglieAllarmi {
  readonly parcheggiateNumero: number;
  readonly parcheggiateOre: number;
  /** Calls refused for their signature within a day. */
  readonly firmeRifiutateGiorno: number;
  /** Notifications that could be applied and wait so long. */
  readonly fermeOre: number;
  /** Milliseconds of one durable write. */
  readonly commitMs: number;
  /** Failures of one job in a row. */
  readonly lavoriFalliti: number;
  /** Hours without an answer of 4005. */
  readonly richiestaOre: number;
  /** Days before ANPR forgets a period that was not reconciled. */
  readonly finestraGiorni: number;
  readonly discoLiberoBytes: number;
}

export interface ImpostazioniAllarmi {
  readonly email: ImpostazioniEmail | null;
  readonly webhook: ImpostazioniWebhook | null;
  readonly timeoutMs: number;
  readonly soglie: SoglieAllarmi;
}
