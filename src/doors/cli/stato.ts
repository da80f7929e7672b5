/** `allinea stato`: the installation at a glance; exit 1 when somebody should look. */
import { statoComuni } from '../../store/comuni-storici.js';
import type { Scadenza } from '../../work/certificati.js';
import { readKeystores } from '../../work/chiavi.js';
import { codiciDi, type Ente } from '../../work/enti.js';
import { type Firmatario, leggiFirmatari } from '../../work/firmatari.js';
import { leggiStatoLavori } from '../../work/lavori-stato.js';
import { fuoriServizioDal, riepilogoEnte, rifiutiDal } from '../../work/riepilogo.js';
import { scadenzeNote, situazioneAnpr } from '../../work/situazione.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { chiediDemone, demoneDaGuardare, righeDemone } from './demone.js';
import { entiScelti, SOLO_UNO } from './enti.js';
import { conDatabase, esegui, leggiImpostazioni, type Sessione } from './esegui.js';
import { GuastoError } from './guasto.js';
import { anprDaGuardare, testoAnpr, testoFirmatari, testoScadenze } from './stato-anpr.js';
import { testoComuni } from './stato-comuni.js';
import { lavoriDaGuardare, testoLavori } from './stato-lavori.js';
import { testoPorta } from './stato-porta.js';
import { entiInRifacimento, testoRegole } from './stato-regole.js';
import { leggiSpool, statoSenzaDatabase, testoSpool } from './stato-spool.js';
import { fermo, type Riepilogo, testoTabella } from './stato-tabella.js';
import { conto, fa, istante, numero, scheda } from './testo.js';
import { chiediVivo } from './vivo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
}

const UN_GIORNO_MS = 86_400_000;
/** Whoever asks how it is waits for an answer: what takes longer is said as a fault. */
const LIMITI = { statementTimeoutMs: 15_000 };

const perMotivo = (motivi: Readonly<Record<string, number>>): string =>
  Object.entries(motivi)
    .map(([motivo, n]) => `${motivo} ${numero(n)}`)
    .join(', ');

function testoEnte(r: Riepilogo, now: Date): string {
  const n = r.notifiche;
  const attesa =
    r.inAttesaDal === null || n.pending === 0 ? '' : ` (dovute da ${fa(r.inAttesaDal, now).replace(' fa', '')})`;
  const parcheggiate = n.parked === 0 ? '0' : `${numero(n.parked)} (${perMotivo(r.parcheggiatePer)})`;
  const ultima = r.ultimaRicevuta === null ? 'mai' : `${istante(r.ultimaRicevuta)} (${fa(r.ultimaRicevuta, now)})`;
  return `${r.nome} (${r.codComune})\n${scheda([
    ['notifiche da applicare', `${numero(n.pending)}${attesa}`],
    ['parcheggiate', parcheggiate],
    ['applicate', numero(n.applied)],
    ['scartate', numero(n.discarded)],
    ['di prova', numero(n.prova)],
    ['ultima ricevuta', ultima],
    ['residenti', `${numero(r.viste.v_residenti)} in ${conto(r.viste.v_famiglie, 'famiglia', 'famiglie')}`],
    [
      'contribuenti',
      `${numero(r.viste.v_tributi_contribuenti)} in ${conto(r.viste.v_tributi_nuclei, 'nucleo', 'nuclei')}`,
    ],
    ['elettori', numero(r.viste.v_elettori)],
    [
      'variazioni aperte',
      `tributi ${numero(r.variazioniAperte.tributi)}, elettorale ${numero(r.variazioniAperte.elettorale)}`,
    ],
    ['anomalie aperte', numero(r.anomalieAperte)],
  ])}\n${testoAnpr(r.anpr, now)}`;
}

/** One ente in full, several as a table. */
const testoEnti = (enti: readonly Riepilogo[], now: Date): string[] =>
  enti.length > 1 ? [testoTabella(enti, now)] : enti.map((r) => testoEnte(r, now));

async function leggiEnte(
  { impostazioni, db }: Pick<Sessione, 'impostazioni' | 'db'>,
  ente: Ente,
  now: Date,
): Promise<Riepilogo> {
  const { keystores } = readKeystores(ente, impostazioni.keystorePassword);
  const { silenzio: regole, server } = impostazioni;
  const anpr = await situazioneAnpr(db, { ente, keystores, now, regole, tlsFile: server.tls?.certFile ?? null });
  return { nome: ente.nome, ...(await riepilogoEnte(db, codiciDi(ente))), anpr };
}

/** Without its database an installation still says what waits on disk. */
async function stato(ambiente: Ambiente, opzioni: Opzioni): Promise<Esito> {
  try {
    return await statoDalDatabase(ambiente, opzioni);
  } catch (error) {
    if (!(error instanceof GuastoError)) throw error;
    return statoSenzaDatabase(leggiImpostazioni(ambiente, opzioni), error);
  }
}

/** Who signs, and which certificates end. */
const testoFirme = (f: readonly Firmatario[], { firma }: Sessione['impostazioni'], c: readonly Scadenza[]): string =>
  `${testoFirmatari(f, firma.soggetti ?? [])}\n${testoScadenze(c)}`;

async function statoDalDatabase(ambiente: Ambiente, opzioni: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, { ...opzioni, limiti: LIMITI }, async ({ impostazioni, db }) => {
    const demone = chiediDemone(impostazioni);
    const now = ambiente.now();
    const enti: Riepilogo[] = [];
    for (const ente of entiScelti(impostazioni, opzioni.comune))
      enti.push(await leggiEnte({ impostazioni, db }, ente, now));
    const [certificati, firmatari] = [await scadenzeNote(db, impostazioni, now), await leggiFirmatari(db)];
    const ieri = new Date(now.getTime() - UN_GIORNO_MS).toISOString();
    const rifiuti = await rifiutiDal(db, ieri);
    const porta = await fuoriServizioDal(db, ieri);
    const spool = await leggiSpool(impostazioni, db);
    const comuni = await db.transaction((tx) => statoComuni(tx));
    const lavori = await leggiStatoLavori(db, impostazioni, now);
    const rifacimento = await entiInRifacimento(db, impostazioni.enti);
    const daGuardare =
      enti.some((r) => r.notifiche.parked > 0 || fermo(r, now) || anprDaGuardare(r.anpr)) ||
      (spool?.accantonati ?? 0) > 0 ||
      lavoriDaGuardare(lavori, now);
    const diDemone = righeDemone(await demone, impostazioni);
    const ultime = perMotivo(rifiuti);
    const coda = `Chiamate rifiutate nelle ultime 24 ore: ${ultime === '' ? 'nessuna' : ultime}`;
    const consiglio = daGuardare
      ? '\nDa guardare: «allinea notifiche --stato parcheggiate», poi «allinea spiega ID».'
      : '';
    const inFondo = diDemone.length === 0 ? [] : [diDemone.join('\n')];
    const righe = [
      coda,
      testoPorta(porta),
      testoSpool(spool),
      testoComuni(comuni, now),
      testoFirme(firmatari, impostazioni, certificati),
      ...testoRegole(rifacimento),
    ].join('\n');
    const text = `${[...testoEnti(enti, now), righe, testoLavori(lavori, now), ...inFondo].join('\n\n')}${consiglio}`;
    return {
      code: daGuardare || demoneDaGuardare(await demone) ? ESITO.TROVATO : ESITO.OK,
      text,
      data: {
        ...{ enti, rifiuti, porta, spool, comuni: comuni ?? null, certificati, lavori, demone: await demone },
        firmatari,
        daGuardare: daGuardare || demoneDaGuardare(await demone),
      },
    };
  });
}

export const registraStato: Registra = (programma, ambiente, finito) => {
  comando(programma, 'stato', 'notifiche, registri e variazioni di ogni ente; esce con 1 se c’è qualcosa da guardare')
    .option('--vivo', 'chiede solo se il demone di questa macchina risponde (per HEALTHCHECK)')
    .option(SOLO_UNO[0], 'in dettaglio questo ente (altrimenti, se sono più d’uno, una riga per ciascuno)')
    .action(async (opzioni: Opzioni & { vivo?: boolean }) => {
      const corri = () => (opzioni.vivo === true ? chiediVivo(ambiente, opzioni) : stato(ambiente, opzioni));
      finito(await esegui(ambiente, opzioni, corri));
    });
};
