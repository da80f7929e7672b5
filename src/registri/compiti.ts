/**
 * The tasks that an event leaves to an office beside its variazioni (the T of the matrix, modello-dati E.3–E.9): who should
 * do what, open as long as the facts ask for it.
 * Invariant: pure; a task decides nothing and holds back nothing. What no fact can close ends by itself after a year.
 */

import { TIPI_SCHEDA } from '../anpr/codici.js';
import { type Giorno, piuAnni } from '../anpr/giorni.js';
import { voceDi } from '../anpr/tabella.js';
import { domiciliIl } from './domicili.js';
import { digitaleIl } from './domicilio-digitale.js';
import { entro } from './periodi.js';
import type { Riga } from './righe.js';
import type { Cancellato, Contesto, Iscritto, Posizione, StatoSoggetto } from './stato.js';

/** Motives of registration (tables 7, 19) of somebody who was thought lost or dead. */
const TORNATO: Readonly<Record<string, string>> = { '2': 'ESISTENZA', '5': 'RICOMPARSO', C04: 'RICOMPARSO' };
/** Table 25: temporary residence. */
const RESIDENZA_TEMPORANEA = '8';

/** What is known of one person when its tasks are looked for. */
export interface SoggettoConCompiti {
  readonly anagrafe: Riga;
  readonly contribuente: Riga | undefined;
  readonly elettori: readonly Riga[];
  readonly stato: StatoSoggetto | undefined;
}

/** The day from which a task that began on `dal` is nobody's any more: terms of declarations end within the year. */
export const unAnnoDopo = (dal: string): Giorno => piuAnni(dal, 1);

/** The position leaves a task that ends by itself, and when: the calendar looks at the person again on that day. */
export function fineCompiti(posizione: Posizione | undefined): string | null {
  if (posizione === undefined || posizione.dal === null || posizione.dal === '') return null;
  const lascia = posizione.stato === 'CANCELLATO' || posizione.registro === 'AIRE' || tornato(posizione) !== undefined;
  return lascia ? unAnnoDopo(posizione.dal) : null;
}

const tornato = ({ motivo }: Iscritto): string | undefined => voceDi(TORNATO, motivo ?? '');

/** The tasks about one person. */
export function compitiSoggetto(s: SoggettoConCompiti, contesto: Contesto): string[] {
  const compiti: string[] = [];
  const { oggi } = contesto;
  const posizione = s.stato?.posizioni.findLast((p) => entro(p.dal, oggi));
  const fine = fineCompiti(posizione);
  const recente = fine !== null && oggi < fine;
  if (s.stato !== undefined && s.contribuente !== undefined) {
    const senzaDimora = s.anagrafe.senza_fissa_dimora === 'S';
    compiti.push(...compitiContribuente(s.contribuente, { stato: s.stato, posizione, recente, oggi, senzaDimora }));
  }
  if (posizione?.stato === 'CANCELLATO' && posizione.decesso && mortoPrima(posizione, s.stato!)) {
    compiti.push('DECESSO_PRIMA');
  }
  return compiti;
}

interface Quando {
  readonly stato: StatoSoggetto;
  readonly posizione: Posizione | undefined;
  readonly recente: boolean;
  readonly oggi: string;
  readonly senzaDimora: boolean;
}

function compitiContribuente({ condizione, recapito }: Riga, quando: Quando): string[] {
  const { stato, posizione, recente, oggi, senzaDimora } = quando;
  const compiti: string[] = [];
  if (condizione === 'IRREPERIBILE') compiti.push('IRREPERIBILE');
  if (condizione !== 'DECEDUTO' && stato.digitaleInDubbio === true) compiti.push('DIGITALE_REVOCATO');
  const noto = recapito !== null || domiciliIl(stato, oggi).length > 0 || digitaleIl(stato, oggi) !== undefined;
  if (condizione === 'RESIDENTE' && senzaDimora && !noto) compiti.push('RECAPITO_IGNOTO');
  if (!recente || posizione === undefined) return compiti;
  if (condizione === 'DECEDUTO') compiti.push('EREDI');
  if (condizione === 'NON_RESIDENTE' && !noto) compiti.push('RECAPITO_IGNOTO');
  if (posizione.stato !== 'ISCRITTO') return compiti;
  const ritorno = tornato(posizione);
  if (ritorno !== undefined) compiti.push(ritorno);
  const maiResidente = !stato.posizioni.some((p) => p.stato === 'ISCRITTO' && p.registro === 'APR');
  if (posizione.registro === 'AIRE' && maiResidente) compiti.push('AIRE_IMMOBILI');
  return compiti;
}

/** Something is registered from a day on which the person was dead: both facts stay (E.9). */
function mortoPrima({ dal }: Cancellato, { posizioni }: StatoSoggetto): boolean {
  if (dal === null) return false;
  return posizioni.some((p) => {
    if (p.stato !== 'ISCRITTO') return false;
    return [p, ...p.residenze, ...p.appartenenze].some((x) => x.dal !== null && x.dal > dal);
  });
}

/** The tasks about the people who live in one household. */
export function compitiNucleo(nucleo: Riga | null): string[] {
  if (nucleo === null) return [];
  return Number(nucleo.minori) > 0 && nucleo.minori === nucleo.componenti ? ['MINORI_SOLI'] : [];
}

/** Somebody counted in a household who lives elsewhere for a time: an exclusion may be asked for (E.2, never from ANPR). */
export function temporaneamenteAltrove(
  { anagrafe: a, stato }: Pick<SoggettoConCompiti, 'anagrafe' | 'stato'>,
  oggi: string,
): boolean {
  const contato = a.registro === 'APR' && a.tipo_scheda === TIPI_SCHEDA.famiglia;
  if (!contato || stato === undefined) return false;
  return domiciliIl(stato, oggi).some((d) => d.tipoIndirizzo === RESIDENZA_TEMPORANEA);
}
