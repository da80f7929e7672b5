/**
 * Notifications for the applier: the fictitious ANPR's town and its operations, as many as asked for.
 * Invariant: the mix of operations is the same whatever the number and the size of the town, so that costs compare.
 */
import { numeroGiorno, piuGiorni } from '../src/simulatore/calendario.js';
import { creaCaso } from '../src/simulatore/caso.js';
import type { Comune } from '../src/simulatore/comune.js';
import type { NotificaSimulata, Scena } from '../src/simulatore/scena.js';
import { VICENDE, type Vicenda } from '../src/simulatore/vicende.js';

const APERTURA_S = 8 * 3600;
/** More operations than this in vain: nobody in town is eligible any more. */
const MAX_A_VUOTO = 10_000;

function creaScena(comune: Comune, oggi: string): Scena {
  return {
    comune,
    caso: creaCaso(`${comune.seed}/banco`),
    oggi,
    giorno: comune.inizio,
    vicenda: '',
    secondi: APERTURA_S,
    notifiche: [],
    occupati: new Set(),
    agenda: [],
  };
}

function cominciaGiorno(s: Scena, giorno: string): void {
  s.giorno = giorno;
  s.secondi = APERTURA_S;
  for (const impegno of s.agenda.filter((i) => i.giorno === giorno)) {
    s.vicenda = impegno.vicenda;
    impegno.opera(s);
  }
}

/**
 * Plays operations, in ANPR's proportions and spread over the year before `oggi`, until they gave out that many notifications.
 * Those of an electoral revision are left out: they have days of their own, and looking for people is dear in a large town.
 * To be called once for a comune.
 * @throws Error when the town is too small for so many
 */
export function viviVicende(comune: Comune, quante: number, oggi: string): NotificaSimulata[] {
  const s = creaScena(comune, oggi);
  const giorni = numeroGiorno(oggi) - numeroGiorno(comune.inizio) - 1;
  const scelte = VICENDE.filter((v) => v.periodo === 'SEMPRE').map((v): readonly [Vicenda, number] => [v, v.volte]);
  let passati = 0;
  let vuote = 0;
  while (s.notifiche.length < quante) {
    const arrivati = 1 + Math.floor((s.notifiche.length / quante) * (giorni - 1));
    while (passati < arrivati) cominciaGiorno(s, piuGiorni(comune.inizio, ++passati));
    const vicenda = s.caso.pesato(scelte);
    s.vicenda = vicenda.nome;
    vuote = vicenda.opera(s) === null ? vuote + 1 : 0;
    if (vuote > MAX_A_VUOTO) throw new Error(`${comune.nome} is too small for ${quante} notifications`);
  }
  return s.notifiche.slice(0, quante);
}
