/**
 * Settling invented people: addresses, families, convivenze, AIRE families, electoral lists, as they are at the initial load.
 * Invariant: every date of an initial card is before the day of the load, so that no operation of the history is refused.
 */
import { ITALIA, TIPI_SCHEDA, type TipoScheda } from '../anpr/codici.js';
import type { Indirizzo } from '../anpr/soggetto.js';
import { inventaPersona, prossimo } from './anagrafica.js';
import { etaAl, numeroGiorno, piuAnni, piuGiorni, ultima } from './calendario.js';
import type { Comune } from './comune.js';
import { STATI, STATI_UE, type Stato } from './luoghi.js';
import { type Componente, inventaNucleo, natoCircaA, statoDelNucleo } from './nucleo.js';
import { type Famiglia, italiana, type Persona, type PosizioneElettorale, type StatoPosizione } from './persona.js';
import { metti, mettiFamiglia } from './registro.js';

const ANNI_DI_RICORDI = 40;

/** A day between the two, the first included and the second excluded. */
function giornoTra(comune: Comune, da: string, a: string): string {
  return piuGiorni(da, comune.caso.intero(0, Math.max(0, numeroGiorno(a) - numeroGiorno(da) - 1)));
}

/** A new address in the comune; one in four has a staircase and a unit, some have a letter, an exponent or a hamlet. */
export function nuovoIndirizzo(comune: Comune): Indirizzo {
  const { caso } = comune;
  const via = caso.scegli(comune.vie);
  const numero = caso.vero(0.01) ? { progSNC: String(caso.intero(1, 9)) } : { civico: String(caso.intero(1, 180)) };
  return {
    codiceIstat: comune.codiceIstat,
    nomeComune: comune.nome,
    siglaProvincia: comune.siglaProvincia,
    cap: comune.cap,
    specie: via.specie,
    toponimo: via.toponimo,
    ...numero,
    ...(caso.vero(0.06) ? { frazione: 'BORGO ALTO' } : {}),
    ...(caso.vero(0.12) ? { lettera: caso.scegli(['A', 'B', 'C']) } : {}),
    ...(caso.vero(0.05) ? { esponente: caso.scegli(['BIS', 'TER']) } : {}),
    ...(caso.vero(0.25) ? { scala: caso.scegli(['A', 'B']), interno: String(caso.intero(1, 30)) } : {}),
    ...(caso.vero(0.1) ? { piano: String(caso.intero(0, 6)) } : {}),
  };
}

/** A new address abroad. */
export function nuovoIndirizzoEstero(comune: Comune, stato: Stato): Indirizzo {
  return {
    codiceStato: stato.istat,
    descrizioneStato: stato.nome,
    localitaEstera: stato.localita,
    cap: stato.cap,
    toponimo: stato.via,
    civico: String(comune.caso.intero(1, 250)),
    codiceConsolato: stato.consolato,
  };
}

/** The electoral section of an address: streets are shared out among the sections. */
export function sezioneDi(comune: Comune, indirizzo: Indirizzo): string {
  const via = comune.vie.findIndex((v) => v.specie === indirizzo.specie && v.toponimo === indirizzo.toponimo);
  return String(1 + (Math.max(0, via) % comune.sezioni));
}

/** A family card with the defaults of its kind. */
export function nuovaFamiglia(comune: Comune, tipo: TipoScheda, origine: string): Famiglia {
  return {
    id: prossimo(comune, 'famiglia'),
    tipo,
    origine,
    denominazione: '',
    specie: '',
    tutore: null,
    indirizzo: null,
    aperta: true,
  };
}

/** The electoral position at the load: adult Italians on the general list, some EU citizens on the added ones. */
function listeIniziali(comune: Comune, p: Persona): PosizioneElettorale | null {
  const { caso } = comune;
  if (p.precisione !== 'GIORNO' || etaAl(p.dataNascita, comune.inizio) < 18 || p.residenza === null) return null;
  const sezione = p.posizione.stato === 'APR' ? sezioneDi(comune, p.residenza.indirizzo) : String(caso.intero(1, 2));
  if (italiana(p)) return listaGenerale(comune, sezione);
  const ue = STATI_UE.has(p.cittadinanze[0]?.codiceStato ?? ITALIA);
  if (!ue || p.posizione.stato !== 'APR' || !caso.vero(0.3)) return null;
  const entrambe = caso.vero(0.4);
  const comunali = entrambe || caso.vero(0.6);
  return {
    elettore: 'S',
    sezioni: {
      ...(comunali ? { AGGIUNTA_UE_COMUNALI: sezione } : {}),
      ...(entrambe || !comunali ? { AGGIUNTA_UE_PARLAMENTO: sezione } : {}),
    },
    tolte: [],
  };
}

function listaGenerale(comune: Comune, sezione: string): PosizioneElettorale | null {
  return comune.caso.pesato<() => PosizioneElettorale | null>([
    [() => ({ elettore: 'S', sezioni: { GENERALE: sezione }, tolte: [] }), 994],
    [() => ({ elettore: 'N', sezioni: {}, tolte: [] }), 3],
    [() => null, 3],
  ])();
}

interface Dimora {
  readonly famiglia: Famiglia;
  readonly stato: Extract<StatoPosizione, 'APR' | 'AIRE'>;
  readonly indirizzo: Indirizzo;
  /** Registered here since, and at this address since: never before birth. */
  readonly iscritti: string;
  readonly casa: string;
}

function insedia(comune: Comune, c: Componente, d: Dimora): void {
  const { persona: p, codiceLegame } = c;
  const dal = ultima(d.iscritti, p.dataNascita);
  const insediata: Persona = {
    ...p,
    posizione: { stato: d.stato, dal, motivo: motivoDi(d.stato, dal === p.dataNascita, p), dichiarata: true },
    residenza: {
      tipoIndirizzo: d.stato === 'APR' ? '1' : '4',
      indirizzo: d.indirizzo,
      dal: ultima(d.casa, p.dataNascita),
    },
    appartenenza: {
      idFamiglia: d.famiglia.id,
      tipo: d.famiglia.tipo,
      codiceLegame,
      dal: ultima(d.famiglia.origine, p.dataNascita),
    },
    ultima: ultima(d.casa, dal, d.famiglia.origine),
  };
  metti(comune.registro, { ...insediata, liste: listeIniziali(comune, insediata) });
}

function motivoDi(stato: 'APR' | 'AIRE', natoQui: boolean, p: Persona): string {
  if (stato === 'AIRE') return natoQui ? 'C02' : 'C01';
  return natoQui ? '1' : italiana(p) ? '3' : '4';
}

/** When a household came, when it moved into its house, when its card was opened: all before the load. */
function date(comune: Comune, capo: Persona): { iscritti: string; casa: string; origine: string } {
  const primo = ultima(piuAnni(capo.dataNascita, 18), piuAnni(comune.inizio, -ANNI_DI_RICORDI));
  const iscritti = giornoTra(comune, primo, piuGiorni(comune.inizio, -20));
  const casa = giornoTra(comune, iscritti, piuGiorni(comune.inizio, -10));
  return { iscritti, casa, origine: giornoTra(comune, primo, piuGiorni(comune.inizio, -10)) };
}

/** Settles an ordinary family (card of type 3). */
export function insediaFamiglia(comune: Comune): void {
  const componenti = inventaNucleo(comune, piuGiorni(comune.inizio, -30), statoDelNucleo(comune));
  const quando = date(comune, (componenti[0] as Componente).persona);
  const famiglia = nuovaFamiglia(comune, TIPI_SCHEDA.famiglia, quando.origine);
  mettiFamiglia(comune.registro, famiglia);
  const dimora: Dimora = { famiglia, stato: 'APR', indirizzo: nuovoIndirizzo(comune), ...quando };
  for (const c of componenti) insedia(comune, c, dimora);
}

/** Settles an AIRE family (card of type 5): Italians who live abroad. */
export function insediaAIRE(comune: Comune): void {
  const componenti = inventaNucleo(comune, piuGiorni(comune.inizio, -30), undefined);
  const quando = date(comune, (componenti[0] as Componente).persona);
  const famiglia = nuovaFamiglia(comune, TIPI_SCHEDA.famigliaAIRE, quando.origine);
  mettiFamiglia(comune.registro, famiglia);
  const indirizzo = nuovoIndirizzoEstero(comune, comune.caso.scegli(STATI));
  for (const c of componenti) insedia(comune, c, { famiglia, stato: 'AIRE', indirizzo, ...quando });
}

const CONVIVENZE: readonly (readonly [string, string])[] = [
  ['RESIDENZA PER ANZIANI VILLA SERENA', '3'],
  ['CONVENTO DI SAN ROCCO', '1'],
  ['CASA DI CURA LA QUERCIA', '2'],
  ['CASERMA MONTE ROTONDO', '4'],
];

/** A convivenza: a convent has its head inside, the others a person responsible who lives elsewhere. */
export function nuovaConvivenza(comune: Comune, origine: string): Famiglia {
  const [denominazione, specie] = CONVIVENZE[comune.registro.famiglie.size % CONVIVENZE.length] as readonly [
    string,
    string,
  ];
  const base = nuovaFamiglia(comune, TIPI_SCHEDA.convivenza, origine);
  const tutore = inventaPersona(comune, { dataNascita: natoCircaA(comune, comune.caso.intero(35, 60), origine) });
  return {
    ...base,
    denominazione: `${denominazione} ${base.id.slice(-3)}`,
    specie,
    tutore: specie === '1' ? null : tutore,
    indirizzo: nuovoIndirizzo(comune),
  };
}

/** Settles a convivenza (card of type 4) with that many people; none leaves it open and empty. */
export function insediaConvivenza(comune: Comune, quanti: number): void {
  const origine = giornoTra(comune, piuAnni(comune.inizio, -30), piuAnni(comune.inizio, -5));
  const nuova = nuovaConvivenza(comune, origine);
  // The bare card of an empty convivenza (3002) cannot name a person responsible who lives elsewhere: so there is none.
  const famiglia: Famiglia = quanti === 0 ? { ...nuova, tutore: null } : nuova;
  mettiFamiglia(comune.registro, famiglia);
  const indirizzo = famiglia.indirizzo ?? nuovoIndirizzo(comune);
  const anziani = famiglia.specie === '3' || famiglia.specie === '2';
  for (let i = 0; i < quanti; i++) {
    const eta = anziani ? comune.caso.intero(70, 97) : comune.caso.intero(20, 60);
    const persona = inventaPersona(comune, { dataNascita: natoCircaA(comune, eta, comune.inizio) });
    const ingresso = giornoTra(comune, piuAnni(comune.inizio, -4), piuGiorni(comune.inizio, -10));
    const capo = i === 0 && famiglia.tutore === null;
    const dimora: Dimora = {
      famiglia: { ...famiglia, origine: ingresso },
      stato: 'APR',
      indirizzo,
      iscritti: ingresso,
      casa: ingresso,
    };
    insedia(comune, { persona, codiceLegame: capo ? '1' : '2' }, dimora);
  }
}
