/**
 * The register on the day of the load in the official layout of the subentro, also that of the massive download.
 * Invariant: streamed in small pieces, people before families as the schema wants; the counts are those of what is written.
 */
import { NAMESPACE, TIPI_SCHEDA } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import type { Comune } from '../comune.js';
import { type Famiglia, italiana, type Persona } from '../persona.js';
import { membriDi } from '../registro.js';
import { residenza } from './luogo.js';
import { cittadinanza, famiglia, generalita, legame, statoCivile, tutore } from './soggetto.js';
import { elemento, type Xml } from './xml.js';

const LUNGO = 64 * 1024;

/** The number the comune gave to a family: the one `famiglia` writes. */
const numeroComune = (f: Famiglia): string => f.id.slice(-6);

/** A piece put in front of the end of an element. */
const inFondo = (xml: Xml, nome: string, pezzo: Xml): Xml =>
  xml.replace(new RegExp(`</${nome}>$`), `${pezzo}</${nome}>`);
const rinominato = (xml: Xml, da: string, a: string): Xml => xml.replaceAll(new RegExp(`(</?)${da}>`, 'g'), `$1${a}>`);

function listaElettorale(comune: Comune, p: Persona): Xml {
  if (p.liste === null) return '';
  const dove = campo('nomeComune', comune.nome) + campo('codiceIstat', comune.codiceIstat);
  const provincia = campo('siglaProvinciaIstat', comune.siglaProvincia);
  const iscritto = p.liste.sezioni.GENERALE !== undefined;
  return blocco(
    'listaElettorale',
    campo('elettore', iscritto ? 'S' : p.liste.elettore === 'N' ? 'P' : 'N'),
    iscritto ? elemento('comune', dove, provincia) : '',
  );
}

function soggetto(comune: Comune, p: Persona, f: Famiglia): Xml {
  const [prima, ...altre] = p.cittadinanze;
  const conCittadinanze = (cittadinanze: Persona['cittadinanze']): Xml => cittadinanza({ ...p, cittadinanze });
  return elemento(
    'soggetto',
    inFondo(
      generalita('generalitaSubIscr', p),
      'generalitaSubIscr',
      campo('dataPrimaIscrizioneComune', p.posizione.dal),
    ),
    statoCivile(p),
    p.posizione.stato === 'APR' ? campo('motivoIscrizioneAPR', p.posizione.motivo) : '',
    prima === undefined ? '' : conCittadinanze([prima]),
    residenza(p.residenza),
    blocco(
      f.tipo === TIPI_SCHEDA.convivenza ? 'convivenza' : 'famiglia',
      campo('idFamConvComune', numeroComune(f)),
      legame(p),
    ),
    listaElettorale(comune, p),
    rinominato(conCittadinanze(altre), 'cittadinanza', 'altraCittadinanza'),
  );
}

function scheda(comune: Comune, f: Famiglia): Xml {
  const tag = f.tipo === TIPI_SCHEDA.convivenza ? 'convivenza' : 'famiglia';
  const responsabile = rinominato(tutore(f, f.origine), 'tutoreIntestatario', 'tipoTutoreIntestatario');
  return inFondo(famiglia(tag, f, comune.codiceIstat), tag, responsabile);
}

interface Contenuto {
  readonly persone: readonly (readonly [Persona, Famiglia])[];
  readonly famiglie: readonly Famiglia[];
  readonly convivenze: readonly Famiglia[];
}

function contenuto(comune: Comune): Contenuto {
  const famiglie = [...comune.iniziale.famiglie.values()];
  const persone = famiglie.flatMap((f) => membriDi(comune.iniziale, f.id).map((p) => [p, f] as const));
  const piene = famiglie.filter((f) => f.tipo !== TIPI_SCHEDA.convivenza && membriDi(comune.iniziale, f.id).length > 0);
  return { persone, famiglie: piene, convivenze: famiglie.filter((f) => f.tipo === TIPI_SCHEDA.convivenza) };
}

function conti(nomi: readonly [string, string, string, string, string, string, string], c: Contenuto): Xml {
  const quante = (vera: (p: Persona) => boolean): number => c.persone.filter(([p]) => vera(p)).length;
  const valori = [
    c.persone.length,
    quante(italiana),
    quante((p) => !italiana(p)),
    quante((p) => p.sesso === 'F'),
    quante((p) => p.sesso === 'M'),
    c.famiglie.length,
    c.convivenze.length,
  ];
  return nomi.map((nome, i) => campo(nome, String(valori[i]))).join('');
}

const TOTALI = [
  'numeroTotaleSchedeSoggetto',
  'numeroTotaleCittadiniItaliani',
  'numeroTotaleIscrittiNonItaliani',
  'numeroTotalePersoneSessoFemminile',
  'numeroTotalePersoneSessoMaschile',
  'numeroTotaleSchedeFamiglia',
  'numeroTotaleSchedeConvivenza',
] as const;
const DELL_INVIO = [
  'numeroSchedeSoggettoInvio',
  'numeroCittadiniItalianiInvio',
  'numeroIscrittiNonItalianiInvio',
  'numeroPersoneSessoFemminileInvio',
  'numeroPersoneSessoMaschileInvio',
  'numeroTotaleSchedeFamigliaInvio',
  'numeroTotaleSchedeConvivenzaInvio',
] as const;

function* pezzi(comune: Comune): Generator<Xml> {
  const c = contenuto(comune);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<s:subentro xmlns:s="${NAMESPACE.subentro}">`;
  yield elemento('datiFornitura', campo('versioneFornitura', '1'), campo('totaleInvii', '1'), conti(TOTALI, c));
  yield elemento(
    'datiInvio',
    campo('progressivoInvio', '1'),
    campo('dataEstrazione', comune.inizio),
    conti(DELL_INVIO, c),
  );
  yield '<generalitaSoggetti>';
  for (const [p, f] of c.persone) yield soggetto(comune, p, f);
  yield '</generalitaSoggetti><famiglie>';
  for (const f of c.famiglie) yield scheda(comune, f);
  yield '</famiglie><convivenze>';
  for (const f of c.convivenze) yield scheda(comune, f);
  yield '</convivenze></s:subentro>\n';
}

/** The whole file, in pieces of some tens of KB. */
export function* subentroIniziale(comune: Comune): Generator<string> {
  let testo = '';
  for (const pezzo of pezzi(comune)) {
    testo += pezzo;
    if (testo.length < LUNGO) continue;
    yield testo;
    testo = '';
  }
  yield testo;
}
