/**
 * Second half: from inbox to views, with ever more rows, in one process that is receiver and applier as in service.
 * Invariant: town and inbox grow together and the mix of operations stays the same, so that only the number of rows differs;
 * the process is the same at every size, warmed up before the first.
 */
import type { Banco } from './confronto.js';
import { avviaFiglio, type Figlio, IN_SERVIZIO } from './figlio.js';
import { mediana } from './numeri.js';
import type { Esito } from './raffica.js';
import type { Rilievo } from './sonda.js';

export interface Scala {
  /** Notifications in the inbox when the measure begins. */
  readonly righe: number;
  /** Inhabitants: the initial load of such a town is about 40 % of the rows. */
  readonly abitanti: number;
  /** How many times it is measured, each time from an empty database. */
  readonly volte: number;
}

export interface Piano {
  readonly scale: readonly Scala[];
  readonly connessioni: number;
  /** Notifications received, then applied, to know what one costs. */
  readonly campione: number;
  /** Notifications sent while the applier works through the inbox of the largest size. */
  readonly insieme: number;
}

/** What a notification costs at a number of rows. */
export interface Costo {
  readonly righe: number;
  readonly abitanti: number;
  readonly ricevutaMs: number;
  readonly applicataMs: number;
}

/** Everything the applier was measured by. */
export interface Crescita {
  readonly costi: readonly Costo[];
  /** Pushed notifications per second, from inbox to views, at every size but the smallest. */
  readonly applicate: readonly { readonly abitanti: number; readonly quante: number; readonly alSecondo: number }[];
  /** While receiving and applying at once, at the largest size. */
  readonly insieme: Rilievo & { readonly righe: number; readonly ricevute: Esito };
  /** Time of one durable commit on this disk, in milliseconds. */
  readonly commitMs: number;
}

interface Cantiere extends Banco {
  readonly demone: Figlio;
  readonly port: number;
  readonly piano: Piano;
}

const DATABASE = 'crescita';

/** Applies what is pending; @returns milliseconds from the start of the applier to the last commit */
async function smaltisci(c: Cantiere): Promise<number> {
  const inizio = performance.now();
  await c.demone.chiedi('applica');
  await c.dati.finoAllaFine(DATABASE);
  const durata = performance.now() - inizio;
  await c.demone.chiedi('riposa');
  return durata;
}

interface Riempita {
  readonly storia: number;
  readonly durataMs: number;
  readonly insieme?: Crescita['insieme'];
}

/** A fresh database, the initial load applied, the story in the inbox and applied; `insieme` receives meanwhile. */
async function riempi(c: Cantiere, scala: Scala, insieme: number): Promise<Riempita> {
  const config = await c.dati.nuovo(DATABASE);
  await c.demone.chiedi('passa', config);
  const { abitanti, righe } = scala;
  const altre = c.piano.campione + insieme;
  const storia = await c.carico.chiedi<number>('vivi', { abitanti, righe, altre });
  await c.carico.chiedi('carica', config);
  c.nota(`  initial load of ${abitanti} inhabitants in the inbox`);
  const carico = await smaltisci(c);
  c.nota(`  applied in ${(carico / 1000).toFixed(1)} s; the story enters the inbox`);
  await c.carico.chiedi('deposita', { config, quante: storia });
  if (insieme === 0) return { storia, durataMs: await smaltisci(c) };
  const misura = await riceviMentreApplica(c, righe, insieme);
  const inizio = performance.now();
  await c.dati.finoAllaFine(DATABASE);
  c.nota(`  drained in further ${((performance.now() - inizio) / 1000).toFixed(1)} s`);
  await c.demone.chiedi('riposa');
  return { storia, durataMs: Number.NaN, insieme: misura };
}

async function riceviMentreApplica(c: Cantiere, righe: number, quante: number): Promise<Crescita['insieme']> {
  await c.carico.chiedi('imbusta', { quante });
  await c.demone.chiedi('azzera');
  await c.demone.chiedi('applica');
  const { port, connessioni } = { port: c.port, connessioni: c.piano.connessioni };
  const ricevute = await c.carico.chiedi<Esito>('invia', { port, connessioni });
  const rilievo = await c.demone.chiedi<Rilievo>('leggi');
  if (ricevute.rifiutate > 0) throw new Error(`${ricevute.rifiutate} notifications were not acknowledged`);
  return { ...rilievo, righe, ricevute };
}

async function costo(c: Cantiere, { righe, abitanti }: Scala): Promise<Costo> {
  const { campione, connessioni } = c.piano;
  await c.carico.chiedi('imbusta', { quante: campione });
  const ricevute = await c.carico.chiedi<Esito>('invia', { port: c.port, connessioni });
  if (ricevute.rifiutate > 0) throw new Error(`${ricevute.rifiutate} notifications were not acknowledged`);
  const applicate = await smaltisci(c);
  return { righe, abitanti, ricevutaMs: ricevute.durataMs / campione, applicataMs: applicate / campione };
}

async function apri(banco: Banco, piano: Piano): Promise<Cantiere> {
  const { chiavi, codComune } = banco;
  const demone = avviaFiglio('./lato-nostro.js', IN_SERVIZIO);
  const config = await banco.dati.nuovo(DATABASE);
  const port = await demone.chiedi<number>('apri', { config, chiavi, codComune, policy: 'required' });
  return { ...banco, demone, port, piano };
}

type Applicate = Crescita['applicate'][number];

async function misuraScala(c: Cantiere, scala: Scala): Promise<{ costo: Costo; applicate: Applicate }> {
  const costi: Costo[] = [];
  const tempi: number[] = [];
  let quante = 0;
  for (let i = 0; i < scala.volte; i++) {
    const { storia, durataMs } = await riempi(c, scala, 0);
    quante = storia;
    tempi.push(durataMs);
    costi.push(await costo(c, scala));
  }
  const di = (campo: 'ricevutaMs' | 'applicataMs'): number => mediana(costi.map((x) => x[campo]));
  const { righe, abitanti } = scala;
  return {
    costo: { righe, abitanti, ricevutaMs: di('ricevutaMs'), applicataMs: di('applicataMs') },
    applicate: { abitanti, quante, alSecondo: (quante * 1000) / mediana(tempi) },
  };
}

/** Measures every size; the first one is played once more beforehand, to warm up. */
export async function cresci(banco: Banco, piano: Piano): Promise<Crescita> {
  const c = await apri(banco, piano);
  try {
    const [prima] = piano.scale;
    const ultima = piano.scale.at(-1);
    if (prima === undefined || ultima === undefined) throw new Error('no size to measure');
    const commitMs = await c.demone.chiedi<number>('commit');
    banco.nota('warming up the applier');
    await misuraScala(c, { ...prima, volte: 1 });
    const costi: Costo[] = [];
    const applicate: Applicate[] = [];
    for (const scala of piano.scale.slice(0, -1)) {
      banco.nota(`${scala.righe} rows`);
      const fatto = await misuraScala(c, scala);
      costi.push(fatto.costo);
      applicate.push(fatto.applicate);
    }
    banco.nota(`${ultima.righe} rows`);
    const { insieme } = await riempi(c, ultima, piano.insieme);
    costi.push(await costo(c, ultima));
    if (insieme === undefined) throw new Error('nothing was received while applying');
    return { costi, applicate, insieme, commitMs };
  } finally {
    await c.demone.termina();
  }
}
