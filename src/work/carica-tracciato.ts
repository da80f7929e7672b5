/**
 * The layout of the municipal CSV (docs/carico.md): one line, one person as it is registered on the day of extraction.
 * Invariant: pure; a line is taken whole or told with every field that is wrong and what was expected, never the value.
 */

import { dataParziale, giornoScritto } from '../anpr/giorni.js';
import { eccessiDi } from '../anpr/misure.js';
import type { DatiSoggetto, Generalita, Indirizzo } from '../anpr/soggetto.js';
import { codiceFiscale, senzaVuoti, senzaZeri } from '../anpr/valori.js';
import { COLONNE, type Colonna } from './carica-colonne.js';

/** Columns without which no line could be taken. */
const NECESSARIE: readonly Colonna[] = ['cognome', 'nome', 'data_nascita'];
const IDENTIFICATIVE: readonly Colonna[] = ['id_scheda_anpr', 'id_anpr', 'codice_fiscale'];

/** What says that the person is registered here. */
const DOVE: readonly Colonna[] = ['id_famiglia_anpr', 'toponimo', 'stato_estero'];

/** Where each column stands in the file. */
export type Tracciato = ReadonlyMap<Colonna, number>;

/** How a person is told from the others of the file: the column and its value, the surest first. */
export function chiaveDi({ identificativi: i }: DatiSoggetto): { readonly campo: Colonna; readonly valore: string } {
  if (i.idSchedaSoggettoANPR !== undefined) return { campo: 'id_scheda_anpr', valore: i.idSchedaSoggettoANPR };
  if (i.idANPR !== undefined) return { campo: 'id_anpr', valore: i.idANPR };
  return { campo: 'codice_fiscale', valore: i.codiceFiscale ?? '' };
}

/** One thing wrong: the field and what was expected. */
export interface Problema {
  readonly campo: string;
  readonly atteso: string;
}

const nota = (nome: string): nome is Colonna => Object.hasOwn(COLONNE, nome);

/** Reads the heading: the layout, or everything that is wrong with it. */
export function leggiTestata(campi: readonly string[]): { tracciato: Tracciato } | { problemi: readonly Problema[] } {
  const tracciato = new Map<Colonna, number>();
  const problemi: Problema[] = [];
  // Spreadsheets end the heading too with separators of their own.
  const pieni = campi.slice(0, campi.findLastIndex((c) => c !== '') + 1);
  for (const [i, campo] of pieni.entries()) {
    const nome = campo.replace(/^\uFEFF/, '').toLowerCase();
    if (!nota(nome)) problemi.push({ campo: nome.slice(0, 40), atteso: 'una colonna del tracciato (docs/carico.md)' });
    else if (tracciato.has(nome)) problemi.push({ campo: nome, atteso: 'una volta sola' });
    else tracciato.set(nome, i);
  }
  for (const c of NECESSARIE) if (!tracciato.has(c)) problemi.push({ campo: c, atteso: 'la colonna nella prima riga' });
  if (!IDENTIFICATIVE.some((c) => tracciato.has(c)))
    problemi.push({ campo: IDENTIFICATIVE.join(', '), atteso: 'almeno una di queste colonne' });
  return problemi.length > 0 ? { problemi } : { tracciato };
}

type Lettore = (colonna: Colonna, forma?: RegExp) => string | undefined;

/** Control characters cannot stand in an XML document. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DI_CONTROLLO = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** Where whoever has an Italian address lives: the comune of the load, with the name that ANPR writes into addresses. */
export interface Luogo {
  readonly codComune: string;
  readonly nomeComune?: string | undefined;
  readonly siglaProvincia?: string | undefined;
}

/** Reads a line. */
export function leggiPersona(
  campi: readonly string[],
  tracciato: Tracciato,
  luogo: Luogo,
): { dati: DatiSoggetto } | { problemi: readonly Problema[] } {
  const problemi: Problema[] = [];
  const sbaglia = (campo: Colonna): void => void problemi.push({ campo, atteso: COLONNE[campo] });
  const leggi: Lettore = (colonna, forma) => {
    const valore = campi[tracciato.get(colonna) ?? -1];
    if (valore === undefined || valore === '') return undefined;
    if (!DI_CONTROLLO.test(valore) && (forma === undefined || forma.test(valore))) return valore;
    sbaglia(colonna);
    return undefined;
  };
  const data = (colonna: Colonna): string | undefined => {
    const valore = leggi(colonna);
    const letta = valore === undefined ? undefined : giornoScritto(valore);
    if (valore !== undefined && letta === undefined) sbaglia(colonna);
    return letta;
  };
  // Spreadsheets end a line with separators of their own.
  const pieni = campi.findLastIndex((c) => c !== '') + 1;
  if (pieni > tracciato.size)
    problemi.push({ campo: 'riga', atteso: `${tracciato.size} campi come nella prima riga, non ${pieni}` });
  const dati = persona({ leggi, data, sbaglia, luogo, codComune: luogo.codComune });
  if (IDENTIFICATIVE.every((c) => leggi(c) === undefined) && problemi.length === 0)
    problemi.push({ campo: IDENTIFICATIVE.join(', '), atteso: 'almeno un identificativo' });
  if (dati.residenze === undefined && dati.famigliaConvivenza === undefined && problemi.length === 0)
    problemi.push({ campo: DOVE.join(', '), atteso: 'almeno uno di questi: dove è iscritta la persona' });
  problemi.push(...troppoLunghi(dati));
  return problemi.length > 0 ? { problemi: unici(problemi) } : { dati };
}

/** Values that no register holds: told here, or they would park the whole document of a family. */
export const troppoLunghi = (dati: DatiSoggetto): Problema[] =>
  eccessiDi(dati).map((e) => ({ campo: e.campo, atteso: `al massimo ${e.massimo} caratteri, non ${e.lunghezza}` }));

const unici = (problemi: readonly Problema[]): Problema[] => [...new Map(problemi.map((p) => [p.campo, p])).values()];

interface Strumenti {
  readonly leggi: Lettore;
  readonly data: (colonna: Colonna) => string | undefined;
  readonly sbaglia: (colonna: Colonna) => void;
  readonly codComune: string;
  readonly luogo: Luogo;
}

const STATO = /^\d{3}$/;
const CIFRE = /^\d{1,30}$/;
const numero = (id: string | undefined): string | undefined => (id === undefined ? undefined : senzaZeri(id));

function persona(s: Strumenti): DatiSoggetto {
  const { leggi, data, sbaglia } = s;
  const scritto = leggi('codice_fiscale');
  const cf = codiceFiscale(scritto);
  if (scritto !== undefined && cf === undefined) sbaglia('codice_fiscale');
  if (leggi('cognome') === undefined && leggi('nome') === undefined) sbaglia('cognome');
  const aire = leggi('registro', /^(APR|AIRE)$/i)?.toUpperCase() === 'AIRE';
  const tipoScheda = leggi('tipo_scheda', /^[345]$/) ?? (aire ? '5' : '3');
  const famiglia = numero(leggi('id_famiglia_anpr', CIFRE));
  const legame = leggi('codice_legame', /^\d{1,2}$/);
  const motivo = leggi('motivo_iscrizione', /^\d{1,2}$/);
  const cittadinanze = leggi('cittadinanza', /^\d{3}( \d{3})*$/)?.split(' ');
  return senzaVuoti({
    identificativi: senzaVuoti({
      idSchedaSoggettoANPR: numero(leggi('id_scheda_anpr', CIFRE)),
      idANPR: leggi('id_anpr', /^[A-Z0-9]{1,20}$/i)?.toUpperCase(),
      codiceFiscale: cf,
      validitaCF: cf === undefined ? undefined : leggi('validita_cf', /^\d$/),
    }),
    generalita: generalita(s),
    cittadinanze: cittadinanze?.map((codiceStato) => ({ codiceStato })),
    statoCivile: leggi('stato_civile', /^\d$/),
    residenze: residenze(s, aire),
    famigliaConvivenza:
      famiglia === undefined
        ? undefined
        : { idFamigliaConvivenzaANPR: famiglia, idFamigliaConvivenzaComuneIstat: s.codComune, tipoScheda },
    legameSoggetto:
      legame === undefined
        ? undefined
        : senzaVuoti({ tipoLegame: tipoScheda, codiceLegame: legame, dataDecorrenza: data('in_famiglia_dal') }),
    datiIscrizione: senzaVuoti({
      dataIscrizione: data('iscritto_dal'),
      motivoIscrizione: aire ? undefined : motivo,
      motivoIscrizioneAIRE: aire ? motivo : undefined,
    }),
    liste: liste(s),
  }) as DatiSoggetto;
}

function generalita({ leggi, sbaglia }: Strumenti): Generalita {
  const scritta = leggi('data_nascita');
  const nascita = scritta === undefined ? undefined : dataParziale(scritta);
  if (nascita === undefined) sbaglia('data_nascita');
  return senzaVuoti({
    cognome: leggi('cognome'),
    nome: leggi('nome'),
    sesso: leggi('sesso', /^[MF]$/i)?.toUpperCase(),
    dataNascita: nascita?.giorno,
    precisioneNascita: nascita?.precisione,
    luogoNascita: leggi('luogo_nascita'),
    comuneNascita: leggi('comune_nascita', /^\d{6}$/),
    statoNascita: leggi('stato_nascita', STATO),
  }) as Generalita;
}

function residenze({ leggi, data, luogo }: Strumenti, aire: boolean): DatiSoggetto['residenze'] {
  const italiano = {
    codiceIstat: luogo.codComune,
    nomeComune: leggi('nome_comune') ?? luogo.nomeComune,
    siglaProvincia: leggi('provincia', /^[A-Z]{2}$/i)?.toUpperCase() ?? luogo.siglaProvincia,
    cap: leggi('cap', aire ? undefined : /^\d{5}$/),
    frazione: leggi('frazione'),
    specie: leggi('specie'),
    toponimo: leggi('toponimo'),
    civico: leggi('civico', aire ? undefined : /^\d{1,6}$/),
    lettera: leggi('lettera'),
    esponente: leggi('esponente'),
    corte: leggi('corte'),
    scala: leggi('scala'),
    interno: leggi('interno'),
    piano: leggi('piano'),
    isolato: leggi('isolato'),
  };
  const estero = {
    codiceStato: leggi('stato_estero', STATO),
    descrizioneStato: leggi('nome_stato'),
    localitaEstera: leggi('localita_estera'),
    cap: italiano.cap,
    toponimo: italiano.toponimo,
    civico: italiano.civico,
  };
  const dal = data('residente_dal');
  if (aire ? estero.codiceStato === undefined : italiano.toponimo === undefined) return undefined;
  const indirizzo = senzaVuoti(aire ? estero : italiano) as Indirizzo;
  return [{ tipoIndirizzo: aire ? '4' : '1', indirizzo, ...(dal !== undefined && { dataDecorrenzaResidenza: dal }) }];
}

function liste({ leggi, codComune }: Strumenti): DatiSoggetto['liste'] {
  const elettore = leggi('elettore', /^[SN]$/i)?.toUpperCase();
  const sezione = leggi('sezione');
  if (elettore === undefined && sezione === undefined) return undefined;
  return { elettore: elettore ?? 'S', ...(sezione !== undefined && { generale: { codiceIstat: codComune, sezione } }) };
}
