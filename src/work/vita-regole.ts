/**
 * Which rule makes a row of the offices stand, in the words of docs/viste.md, and which notification moved it last.
 * Invariant: pure, and no value of anybody: the words depend on conditions, kinds and states only.
 */
import { voceDi } from '../anpr/tabella.js';
import { dellaSemestrale } from '../registri/elettorale.js';
import type { NomeTabella, Riga } from '../registri/righe.js';
import { descriviCambio } from './cambi.js';
import type { FattoVissuto, Vita } from './vita.js';

/** One row of tributi or elettorale, explained. */
export interface RigaSpiegata {
  readonly tabella: NomeTabella;
  /** Key of the row, without any codice fiscale. */
  readonly chiave: string;
  readonly regola: string;
  /** The last fact that moved the row: its operation and its notification; null where the calendar did, or other people. */
  readonly operazione: string | null;
  readonly notificaId: number | null;
}

const CONDIZIONI: Readonly<Record<string, string>> = {
  RESIDENTE: 'iscritto in APR qui, dalla data di iscrizione',
  AIRE: 'iscritto in AIRE qui, dalla decorrenza AIRE',
  DECEDUTO: 'data di decesso, o cancellazione con motivo 1 o 2',
  IRREPERIBILE: 'cancellato per irreperibilità (motivo 6 in APR, 5 in AIRE): il debito resta',
  NON_RESIDENTE: 'cancellato per un altro motivo, o noto solo da una N010',
};

const RECAPITI: Readonly<Record<string, string>> = {
  RESIDENZA: 'la residenza in APR; un avviso vale dal trentesimo giorno (D.P.R. 600/1973 art. 60)',
  ESTERO: 'la residenza all’estero di chi è iscritto AIRE qui',
  DOMICILIO: 'un indirizzo di tipo 2, 3, 8 o 9: mai residenza',
  DIGITALE: 'il domicilio digitale comunicato da ANPR',
};

const ELETTORI: Readonly<Record<string, string>> = {
  ISCRITTO: 'ANPR lo dice in questa lista (scheda, 5010) e ne ha titolo',
  DA_CANCELLARE: 'è nella lista ufficiale e non ne ha più titolo: lo toglie solo una revisione',
  DA_ISCRIVERE: 'ne ha titolo e non è nella lista ufficiale: lo iscrive solo una revisione',
  CANCELLATO: 'ANPR l’ha tolto dalla lista ufficiale e non ne ha titolo',
};

const DICIOTTENNE =
  'compie 18 anni nel semestre che la semestrale prepara: lo iscrive solo quella, e vota dal giorno dei 18 anni';

/** The rule by which a row of the offices is what it is; null for the other tables. */
export function regolaDi(tabella: NomeTabella, riga: Riga): string | null {
  switch (tabella) {
    case 'tributi_contribuenti':
    case 'tributi_condizioni':
      return voceDi(CONDIZIONI, String(riga.condizione)) ?? null;
    case 'tributi_recapiti':
      return voceDi(RECAPITI, String(riga.tipo)) ?? null;
    case 'tributi_nuclei':
      return 'i residenti iscritti nella famiglia (scheda di tipo 3), dall’ultimo cambio di componenti o di casa';
    case 'elettorale_elettori':
      return dellaSemestrale(riga) ? DICIOTTENNE : (voceDi(ELETTORI, String(riga.stato)) ?? null);
    default:
      return null;
  }
}

/** Every row of tributi and elettorale with its rule and the notification that moved it last. */
export function spiegaRighe(righe: Vita['righe'], fatti: readonly FattoVissuto[]): RigaSpiegata[] {
  const spiegate: RigaSpiegata[] = [];
  for (const [nome, sue] of Object.entries(righe)) {
    const tabella = nome as NomeTabella;
    for (const riga of sue) {
      const regola = regolaDi(tabella, riga);
      if (regola === null) continue;
      const { chiave } = descriviCambio({ tabella, prima: null, dopo: riga });
      const ultimo = fatti.findLast((f) =>
        f.cambi.some((c) => c.tabella === tabella && descriviCambio(c).chiave === chiave),
      );
      const { operazione = null } = ultimo?.fatto ?? {};
      spiegate.push({ tabella, chiave, regola, operazione, notificaId: ultimo?.notificaId ?? null });
    }
  }
  return spiegate;
}
