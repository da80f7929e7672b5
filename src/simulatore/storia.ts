/**
 * A year in the life of a comune: operations in order of registration, each changing the register and giving out notifications.
 * Invariant: the same comune and the same day give the same history; a story that cannot be finished by today is left as it is,
 * so the register is the truth at any point.
 */
import { feriale, numeroGiorno, piuGiorni } from './calendario.js';
import { creaCaso } from './caso.js';
import type { Comune } from './comune.js';
import { type NotificaSimulata, programma, type Scena } from './scena.js';
import { type Periodo, VICENDE, type Vicenda } from './vicende.js';

const ABITANTI_DI_RIFERIMENTO = 5000;
/** Offices open at eight. */
const APERTURA = 8 * 3600;
/** First and last day of the month of each half of a revision (January and July). */
const TORNATE = { PRIMA_TORNATA: ['01', '10'], SECONDA_TORNATA: ['11', '31'] } as const;

/** Times a story that found nobody is tried again. */
const RINVII = 6;

interface Appuntamento {
  readonly giorno: string;
  readonly vicenda: Vicenda;
}

/** Every working day of the history, today excluded: nothing is registered in the future. */
function giorniDi(comune: Comune, oggi: string): string[] {
  const giorni: string[] = [];
  for (let g = piuGiorni(comune.inizio, 1); g < oggi; g = piuGiorni(g, 1)) if (feriale(g) === g) giorni.push(g);
  return giorni;
}

function adatti(giorni: readonly string[], periodo: Periodo): readonly string[] {
  if (periodo === 'SEMPRE') return giorni;
  const [da, a] = TORNATE[periodo];
  return giorni.filter((g) => {
    const [mese, giorno] = [g.slice(5, 7), g.slice(8, 10)];
    return (mese === '01' || mese === '07') && giorno >= da && giorno <= a;
  });
}

function appuntamenti(s: Scena, giorni: readonly string[]): Map<string, Vicenda[]> {
  const residenti = [...s.comune.iniziale.persone.values()].filter((p) => p.posizione.stato === 'APR').length;
  const tutti: Appuntamento[] = [];
  for (const vicenda of VICENDE) {
    const quando = adatti(giorni, vicenda.periodo);
    const volte = Math.max(1, Math.round((vicenda.volte * residenti) / ABITANTI_DI_RIFERIMENTO));
    for (let i = 0; i < volte && quando.length > 0; i++) tutti.push({ giorno: s.caso.scegli(quando), vicenda });
  }
  const perGiorno = new Map<string, Vicenda[]>();
  for (const { giorno, vicenda } of s.caso.mescola(tutti)) {
    perGiorno.set(giorno, [...(perGiorno.get(giorno) ?? []), vicenda]);
  }
  return perGiorno;
}

function viviGiorno(s: Scena, giorno: string, vicende: readonly Vicenda[]): void {
  s.giorno = giorno;
  s.secondi = APERTURA;
  for (const impegno of s.agenda.filter((i) => i.giorno === giorno)) {
    s.vicenda = impegno.vicenda;
    impegno.opera(s);
  }
  for (const vicenda of vicende) accadi(s, vicenda, RINVII);
}

/** Plays a story today; where nobody is eligible it is put off by a few days, a few times. */
function accadi(s: Scena, vicenda: Vicenda, rinvii: number): void {
  const prima = s.notifiche.length;
  s.vicenda = vicenda.nome;
  vicenda.opera(s);
  const vuota = s.notifiche.length === prima;
  if (vuota && rinvii > 0) programma(s, s.caso.intero(1, 20), (dopo) => accadi(dopo, vicenda, rinvii - 1));
}

/**
 * Lives the year between the initial load and `oggi`: changes the comune's register and gives the notifications in order
 * of registration. To be called once for a comune.
 */
export function creaStoria(comune: Comune, oggi: string): NotificaSimulata[] {
  const s: Scena = {
    comune,
    caso: creaCaso(`${comune.seed}/${comune.codiceIstat}`).ramo(`storia/${numeroGiorno(oggi)}`),
    oggi,
    giorno: comune.inizio,
    vicenda: '',
    secondi: APERTURA,
    notifiche: [],
    occupati: new Set(),
    agenda: [],
  };
  const giorni = giorniDi(comune, oggi);
  const perGiorno = appuntamenti(s, giorni);
  for (const giorno of giorni) viviGiorno(s, giorno, perGiorno.get(giorno) ?? []);
  return s.notifiche;
}
