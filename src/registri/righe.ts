/**
 * The rows of the registers (the projections): tables, keys and columns, as plain data.
 * Invariant: a row holds only what facts, the comune and `oggi` determine; who wrote it last is kept by the store beside it.
 * Every table also has `cod_comune` as first part of its key and `last_notifica_id`, which no comparison looks at.
 */

export type Valore = string | number | null;
export type Riga = Readonly<Record<string, Valore>>;

/** What a column of text holds; null where it says nothing. */
export const testo = (v: Valore | undefined): string | null => (typeof v === 'string' && v !== '' ? v : null);

/** A table of the registers: the key inside one comune, and the other columns. */
export interface Tabella {
  readonly chiave: readonly string[];
  readonly colonne: readonly string[];
}

/**
 * `soggetto` is the natural key of a person: `S:<idSchedaSoggettoANPR>`, or `A:<idANPR>` / `C:<codice fiscale>` while
 * the card is not known. Dates are `YYYY-MM-DD`; intervals are half-open `[dal, al)`, `al` null = open.
 */
export const TABELLE = {
  anagrafe: {
    chiave: ['soggetto'],
    colonne: [
      'id_scheda_anpr',
      'id_anpr',
      'codice_fiscale',
      'validita_cf',
      'cognome',
      'nome',
      'sesso',
      'data_nascita',
      'precisione_nascita',
      'luogo_nascita',
      'comune_nascita',
      'stato_nascita',
      'cittadinanze',
      'stato_civile',
      /** APR, AIRE or null: what the person is here today. */
      'registro',
      'registro_dal',
      /** Set while the person is not registered here any more. */
      'cancellato_dal',
      'motivo_cancellazione',
      'destinazione',
      'data_decesso',
      'id_famiglia_anpr',
      'tipo_scheda',
      'codice_legame',
      'in_famiglia_dal',
      'indirizzo',
      'indirizzo_dal',
      'domicilio_digitale',
      /** `S`, or `N` where ANPR says so. */
      'senza_fissa_dimora',
      /** Kind (table 8) and last day of the residence permit. */
      'permesso_tipo',
      'permesso_scadenza',
      /** Since when a procedimento is open: what was registered may still be undone. Null while none is. */
      'procedimento_dal',
      /** S/N: another family in the same dwelling, as the person's own card says; and the day up to which it was known. */
      'famiglia_coabitante',
      'famiglia_coabitante_il',
      /** `S` while ANPR says the right to vote is lost. */
      'senza_voto',
      /** Next day on which the calendar alone changes a row of this person; null if none. */
      'ricalcola_il',
    ],
  },
  /** What the person was called before; `stato_cf` SOSTITUITO where the codice fiscale is no longer theirs. */
  identita_precedenti: {
    chiave: ['soggetto', 'progressivo'],
    colonne: ['codice_fiscale', 'stato_cf', 'cognome', 'nome', 'sesso', 'data_nascita', 'fino_al'],
  },
  posizioni: {
    chiave: ['soggetto', 'progressivo'],
    colonne: ['registro', 'dal', 'al', 'motivo_iscrizione', 'motivo_cancellazione'],
  },
  residenze: {
    chiave: ['soggetto', 'dal', 'tipo_indirizzo'],
    colonne: [
      'al',
      'indirizzo',
      'codice_istat',
      'cap',
      'specie',
      'toponimo',
      'civico',
      'esponente',
      'interno',
      'codice_stato',
      'codice_consolato',
      'senza_fissa_dimora',
      /** How the place was called before its street was renamed: one name a line, oldest first. */
      'gia_detto',
    ],
  },
  appartenenze: {
    chiave: ['soggetto', 'id_famiglia_anpr', 'dal'],
    colonne: ['al', 'tipo_scheda', 'tipo_legame', 'codice_legame'],
  },
  famiglie: {
    chiave: ['id_famiglia_anpr'],
    colonne: ['tipo_scheda', 'intestatario', 'componenti', 'indirizzo', 'denominazione', 'specie_convivenza'],
  },
  tributi_contribuenti: {
    chiave: ['soggetto'],
    colonne: ['condizione', 'condizione_dal', 'recapito'],
  },
  /** Every condition the contribuente had up to today; `dal` empty = since ever. */
  tributi_condizioni: {
    chiave: ['soggetto', 'dal'],
    colonne: ['al', 'condizione'],
  },
  tributi_recapiti: {
    chiave: ['soggetto', 'tipo', 'tipo_indirizzo'],
    /** `efficace_dal`: first day on which a notice may go there (D.P.R. 600/1973 art. 60); null = at once. */
    colonne: ['indirizzo', 'dal', 'efficace_dal'],
  },
  tributi_nuclei: {
    chiave: ['id_famiglia_anpr'],
    colonne: ['indirizzo', 'componenti', 'minori', 'dal', 'intestatario'],
  },
  elettorale_elettori: {
    chiave: ['soggetto', 'lista'],
    /** `indirizzo` is the residence that the section depends on: the last one for whoever is no longer here. */
    colonne: ['sezione', 'stato', 'motivo', 'dal', 'indirizzo', 'indirizzo_dal'],
  },
} as const satisfies Record<string, Tabella>;

export type NomeTabella = keyof typeof TABELLE;
export const NOMI_TABELLE = Object.keys(TABELLE) as NomeTabella[];

/** One difference: `prima` null = insert, `dopo` null = delete. Rows carry key and columns, without `cod_comune`. */
export interface RowChange {
  readonly tabella: NomeTabella;
  readonly prima: Riga | null;
  readonly dopo: Riga | null;
}

/** Text form of a row's key inside its table and comune. */
export function chiaveRiga(tabella: NomeTabella, riga: Riga): string {
  return TABELLE[tabella].chiave.map((c) => String(riga[c] ?? '')).join('|');
}

/** A variazione as it is recorded; the office's view of it adds name and codice fiscale. */
export interface Variazione {
  readonly ufficio: 'TRIBUTI' | 'ELETTORALE';
  /** What it is about: `C:<soggetto>`, `N:<id_famiglia_anpr>`, `E:<soggetto>|<lista>`. */
  readonly oggetto: string;
  /** Field of the office's row: `condizione`, `recapito`, `componenti`, `stato`, … */
  readonly campo: string;
  /** TARI, IMU, RECAPITO, SOGGETTO for tributi; the list for elettorale. */
  readonly ambito: string;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly soggetto: string | null;
  readonly id_famiglia_anpr: string | null;
  readonly valore_prima: string | null;
  readonly valore_dopo: string | null;
  readonly decorrenza: string | null;
  readonly id_operazione_anpr: string | null;
  readonly stato: string;
  /** The value is what it was, its date or motive is not: it replaces a variazione that is still open. */
  readonly rettifica?: true;
  /** Of a `rettifica`: the day from which the field was said to have the value. Not stored. */
  readonly decorrenzaPrima?: string | null;
  /** Operation of ANPR that the news comes from, where it is one: rules may ask for it. Not stored. */
  readonly operazione?: string;
  /** The rule of the comune that closed it at once: `APPLICA`, `AVVISA`, `IGNORA`. */
  readonly regola?: string | null;
  /** The act that established that rule. */
  readonly attoRegola?: string;
}
