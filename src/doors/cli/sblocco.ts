/** `allinea sblocco`: the letter to ANPR's support, on the terminal or in a file. */
import { fineDelGiorno, inizioDelGiorno } from '../../anpr/ora-italiana.js';
import { printableText } from '../../printable.js';
import { proveFra, rifiutiConId } from '../../store/arrivi.js';
import { readKeystores } from '../../work/chiavi.js';
import { controllaTutto } from '../../work/doctor.js';
import { codiciDi } from '../../work/enti.js';
import { type FattiSblocco, letteraSblocco } from '../../work/sblocco.js';
import { perMotivo, SBLOCCABILI_GIORNI, scadenzeNote, situazioneAnpr, tentateFra } from '../../work/situazione.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, data, type Registra } from './comando.js';
import { enteScritto, SCRIVE_UNO } from './enti.js';
import { conDatabase, esegui, type Sessione, UsoError } from './esegui.js';
import { scriviRiservato } from './file-riservato.js';
import { indirizzoLocale } from './vivo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly dal?: string;
  readonly al?: string;
  readonly output?: string;
}

const UN_GIORNO_MS = 86_400_000;

/** Days are Italy's, and both are wholly inside. Without `--dal`: from the first refusal that was lost or from the last arrival, whichever is earlier. */
function intervallo(o: Opzioni, now: Date, segni: readonly string[]): { dal: Date; al: Date } {
  const al = o.al === undefined ? now : new Date(fineDelGiorno(o.al));
  const primo = segni.toSorted()[0];
  const dal =
    o.dal === undefined ? new Date(primo ?? al.getTime() - 30 * UN_GIORNO_MS) : new Date(inizioDelGiorno(o.dal));
  if (dal >= al) throw new UsoError('--dal deve venire prima di --al.');
  return { dal, al };
}

/** G71: refused, and the Ministry has to be asked. */
const VECCHIA = `ATTENZIONE: ANPR non rimanda notifiche di più di ${SBLOCCABILI_GIORNI} giorni fa.`;

interface Raccolti {
  readonly fatti: FattiSblocco;
  /** Refused notifications that only somebody says ANPR sent. */
  readonly nonVerificate: number;
}

async function raccogli(ambiente: Ambiente, o: Opzioni, { impostazioni, db, client }: Sessione): Promise<Raccolti> {
  const now = ambiente.now();
  const ente = enteScritto(impostazioni, o.comune);
  const { keystores } = readKeystores(ente, impostazioni.keystorePassword);
  const { silenzio: regole, server } = impostazioni;
  const s = await situazioneAnpr(db, { ente, keystores, now, regole, tlsFile: server.tls?.certFile ?? null });
  const perse = s.tentate.filter((t) => t.verificata).map((t) => t.primoIl);
  const muto = s.spinta?.improbabile === true ? [s.spinta.dal] : [];
  const { dal, al } = intervallo(o, now, [...perse, ...muto]);
  const periodo = { dal: dal.toISOString(), al: al.toISOString() };
  const codici = codiciDi(ente);
  const [rifiuti, prove] = await db.transaction(async (tx) => [
    await rifiutiConId(tx, codici, periodo),
    await proveFra(tx, periodo),
  ]);
  const tutte = await tentateFra(db, ente, { dal, al });
  const live = indirizzoLocale(impostazioni, '/health/live');
  const nonVerificate = tutte.filter((t) => !t.verificata).length;
  const fatti = {
    comune: { nome: ente.nome, codici },
    endpoint: server.publicUrl,
    ...periodo,
    tentate: tutte.filter((t) => t.verificata),
    rifiuti: perMotivo(rifiuti.filter((r) => r.verificato)),
    spinta: s.spinta,
    cause: s.cause,
    certificati: await scadenzeNote(db, { ...impostazioni, enti: [ente] }, now),
    chiavi: s.chiavi,
    controlli: await controllaTutto({ ...impostazioni, enti: [ente], live, client }, ambiente.now),
    prove,
    oggi: now,
  };
  return { fatti, nonVerificate };
}

/** What is not in the letter, for whoever sends it. */
function avvisi({ fatti: f, nonVerificate: n }: Raccolti, now: Date): string {
  const vecchia = Date.parse(f.dal) < now.getTime() - SBLOCCABILI_GIORNI * UN_GIORNO_MS;
  const altrui =
    n === 0
      ? ''
      : `\nNon ${n === 1 ? 'è nella lettera una notifica rifiutata' : `sono nella lettera ${n} notifiche rifiutate`} per la firma: il mittente non è verificato («allinea stato» dice di più).`;
  return `${vecchia ? `\n${VECCHIA}` : ''}${altrui}`;
}

async function sblocco(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async (sessione) => {
    const raccolti = await raccogli(ambiente, o, sessione);
    const f = raccolti.fatti;
    const lettera = letteraSblocco(f);
    const avviso = avvisi(raccolti, ambiente.now());
    const data = { dal: f.dal, al: f.al, tentate: f.tentate, rifiuti: f.rifiuti, lettera };
    if (o.output === undefined) return { code: ESITO.OK, text: `${lettera}${avviso}`, data };
    try {
      await scriviRiservato(o.output, printableText(lettera));
    } catch (error) {
      throw new UsoError(`${o.output} non si scrive (${(error as NodeJS.ErrnoException).code ?? 'errore'}).`);
    }
    const text = `Scritta in ${o.output}: rileggerla, completare il referente e mandarla all’assistenza ANPR dopo aver corretto la causa.${avviso}`;
    return { code: ESITO.OK, text, data };
  });
}

export const registraSblocco: Registra = (programma, ambiente, finito) => {
  comando(
    programma,
    'sblocco',
    'scrive la lettera all’assistenza ANPR per riavere le notifiche sospese (solo identificativi)',
  )
    .option(...SCRIVE_UNO)
    .option('--dal <data>', 'da questo giorno AAAA-MM-GG (altrimenti dal primo rifiuto o dall’ultima ricevuta)', data)
    .option('--al <data>', 'fino a questo giorno compreso (altrimenti fino ad adesso)', data)
    .option('-o, --output <file>', 'la scrive in un file')
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => sblocco(ambiente, o))));
};
