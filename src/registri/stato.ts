/**
 * What is known of one person after folding the facts: the cards held, and the positions as a stack.
 * Invariant: a later position overrides the earlier ones from its date on; undoing it is taking it off the stack, so that
 * what was before comes back as it was.
 */
import type {
  Cittadinanza,
  Generalita,
  Identificativi,
  Indirizzo,
  ListeElettorali,
  PermessoSoggiorno,
  ProvenienzaDestinazione,
} from '../anpr/soggetto.js';
import type { ArchivioComuni } from './comuni-storici.js';
import type { DecisioneIdentita } from './identita-decise.js';
import type { Parametri } from './parametri.js';
import type { Periodo } from './periodi.js';
import type { Precedente } from './precedenti.js';
import type { RegoleComune } from './regole.js';

/** APR: resident population. AIRE: Italians resident abroad. */
export type Registro = 'APR' | 'AIRE';

export interface Dimora {
  readonly tipoIndirizzo: string;
  readonly indirizzo: Indirizzo;
  /** Registered there without a home: nobody lives at that address. */
  readonly senzaFissaDimora?: boolean;
  /** How the place was called before its street was renamed, oldest first: an office may still write it so. */
  readonly giaDetto?: readonly string[];
}

export interface Appartenenza {
  readonly idFamiglia: string;
  readonly tipoScheda: string;
  readonly tipoLegame: string;
  readonly codiceLegame: string;
}

/** Registered here from `dal`. */
export interface Iscritto {
  readonly stato: 'ISCRITTO';
  readonly registro: Registro;
  readonly dal: string | null;
  /** True while `dal` is the date of the residence and not a registration date of its own. */
  readonly dalResidenza: boolean;
  readonly motivo?: string;
  /** Known only from a card, since that day: of no registration that begins later. */
  readonly secondoScheda?: string;
  readonly residenze: readonly Periodo<Dimora>[];
  readonly appartenenze: readonly Periodo<Appartenenza>[];
}

/** No longer registered here from `dal`. */
export interface Cancellato {
  readonly stato: 'CANCELLATO';
  readonly dal: string | null;
  readonly motivo?: string;
  readonly destinazione?: ProvenienzaDestinazione;
  readonly decesso: boolean;
}

export type Posizione = Iscritto | Cancellato;

/** Addresses of one type of table 25 where a notice may go and nobody is resident, one after the other. */
export interface Domicilio {
  readonly tipoIndirizzo: string;
  readonly periodi: readonly Periodo<Indirizzo>[];
}

/** Registered in another comune, or in its AIRE, at this address. */
export interface Altrove {
  readonly indirizzo: Indirizzo;
  readonly dal: string | null;
}

export interface ProcedimentoAperto {
  /** Number of the file, ANPR's first. */
  readonly pratica: string;
  readonly dal: string | null;
}

/** Whether another family lives in the same dwelling, as the card of the person's family last said (`presenzaFamigliaCoabitante`). */
export interface Coabitazione {
  readonly idFamiglia: string;
  readonly presente: boolean;
  /** Day up to which it was known; null where the message gives none. */
  readonly il: string | null;
}

/** The last separation, divorce, end of a union or of a registered cohabitation. */
export interface Separazione {
  readonly dal: string;
  /** Mutations of the person after the one that said it; null where no mutation said it. */
  readonly dopo: number | null;
  /** A revocation (5013) that does not say of what came after it: only a card tells. */
  readonly inDubbio: boolean;
}

/** Something an office should look at, as long as the facts say so. */
export interface Segnalazione {
  /** Rule of modello-dati G.4 (`Q07`) or a word of ours. */
  readonly regola: string;
  readonly idOperazioneANPR: string | null;
  /** Which of the things the rule looks at, for its sentence: no name, no date. */
  readonly dettaglio?: string;
}

export interface StatoSoggetto {
  readonly identificativi: Identificativi;
  readonly generalita: Generalita;
  /** Names and codici fiscali held before, the last replaced last. */
  readonly precedenti?: readonly Precedente[];
  readonly cittadinanze?: readonly Cittadinanza[];
  readonly statoCivile?: string;
  readonly posizioni: readonly Posizione[];
  readonly liste?: ListeElettorali;
  /** The right to vote is lost: `elettore` N said of an adult citizen. */
  readonly senzaVoto?: boolean;
  /** Lists the person has officially been on, ever. */
  readonly listeViste: readonly string[];
  /** Digital domiciles, one after the other. */
  readonly domicilioDigitale?: readonly Periodo<string>[];
  /** A revocation (5013) that does not say of what came after the digital domicile: only a card tells. */
  readonly digitaleInDubbio?: boolean;
  readonly permessoSoggiorno?: PermessoSoggiorno | undefined;
  /** A revocation (5013) that does not say of what came after the permit. */
  readonly permessoInDubbio?: boolean;
  /** Addresses that are never residence (table 25: 2, 3, 8, 9), type by type. */
  readonly domicili?: readonly Domicilio[];
  /** Procedimenti still open: what was registered may be undone. */
  readonly procedimenti?: readonly ProcedimentoAperto[];
  /** Where who left is registered now. */
  readonly altrove?: Altrove | undefined;
  readonly coabitazione?: Coabitazione;
  readonly separazione?: Separazione | undefined;
  readonly segnalazioni: readonly Segnalazione[];
}

/** The state before any fact. */
export const STATO_VUOTO: StatoSoggetto = {
  identificativi: {},
  generalita: {},
  posizioni: [],
  listeViste: [],
  segnalazioni: [],
};

/** Where the judgement is made: the comune with every code it ever had, so that "ours" is answerable. */
export interface Contesto {
  readonly codComune: string;
  /** `codComune` and the codes it had before a merger or a change of province. */
  readonly codici: ReadonlySet<string>;
  /** Today, Europe/Rome. */
  readonly oggi: string;
  /** Parameters of the comune; none where nobody asks for effects. */
  readonly parametri?: Parametri;
  /** Rules of the comune; without them every variazione is proposed. */
  readonly regole?: RegoleComune;
  /** What an operator decided about pairs of cards. */
  readonly decisioni?: readonly DecisioneIdentita[];
  /** The historic archive of the comuni; absent where the operator has not imported it. */
  readonly comuni?: ArchivioComuni;
}
