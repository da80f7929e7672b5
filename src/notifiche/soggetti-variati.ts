/**
 * Reads one `datiSoggetto` (risposta comune and 3002) into the sections the registers use, and names what it does not know.
 * Invariant: parsed by local name and leniently: an unknown element is noted, never fatal (the published schemas lag, 0.9).
 */
import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import type {
  DatiSoggetto,
  FamigliaConvivenza,
  Identificativi,
  LegameSoggetto,
  PermessoSoggiorno,
  Procedimento,
} from '../anpr/soggetto.js';
import { dataCalendario, senzaVuoti, siNo } from '../anpr/valori.js';
import { idScheda, leggiGeneralita, leggiIdentificativi } from './generalita.js';
import { leggiListe, leggiListeCompleta } from './liste.js';
import { leggiProvenienzaDestinazione, leggiResidenza } from './residenza.js';
import { leggiSeparazione } from './separazione.js';

/** Sections that exist and that tributi and elettorale have no use for: dropped at the door (data minimisation, A.3). */
const NON_TENUTE = [
  'attoNascita',
  'attoNascitaANPR',
  'paternita',
  'padreExtra',
  'maternita',
  'madreExtra',
  'datiTraslitterati',
  'tutoreExtra',
  'matrimonio',
  'coniugeExtra',
  'vedovanza',
  'cartaIdentita',
  'listaElettorale',
  'listaLeva',
  'censimento',
  'altriDati',
  'autoveicoli',
  'altraLingua',
  'erroriAnomalie',
  'listaDatiPoligamia',
  'famigliaConvivenzaPrecedente',
];
const TENUTE = [
  'identificativi',
  'generalitaPrecedenti',
  'generalitaAttuali',
  'generalita',
  'statoCivile',
  'annullamentoMatrimonio',
  'unioneCivile',
  'convivenzaDiFatto',
  'attributiSoggetto',
  'cittadinanza',
  'residenza',
  'tutoreIntestatario',
  'permessoSoggiorno',
  'liste',
  'listaElettoraleCompleta',
  'legameSoggetto',
  'famigliaConvivenza',
  'domicilioDigitale',
  'datiIscrizione',
  'datiCancellazione',
  'datiDecesso',
  'provenienza',
  'destinazione',
  'procedimento',
  'dettagliProcedimento',
];
/** The same, for whoever looks at a content without reading it. */
export const NON_LETTE: ReadonlySet<string> = new Set(NON_TENUTE);
const NOTE_SEZIONI: ReadonlySet<string> = new Set([...NON_TENUTE, ...TENUTE]);

/** Local names of the sections that no published schema knows. */
export function sezioniIgnote(soggetto: Elemento): string[] {
  return soggetto.figli.map((f) => f.nome).filter((n) => !NOTE_SEZIONI.has(n));
}

/** Reads everything one `datiSoggetto` says. */
export function leggiDatiSoggetto(s: Elemento): DatiSoggetto {
  const attuali = figlio(s, 'generalitaAttuali') ?? figlio(s, 'generalita');
  const precedenti = figlio(s, 'generalitaPrecedenti');
  const residenze = figli(s, 'residenza')
    .map(leggiResidenza)
    .filter((r) => r !== undefined);
  const cittadinanze = figli(s, 'cittadinanza')
    .map(leggiCittadinanza)
    .filter((c) => c !== undefined);
  return senzaVuoti({
    identificativi: identificativi(s, attuali ?? precedenti),
    generalita: attuali === undefined ? undefined : leggiGeneralita(attuali),
    identificativiPrecedenti: precedenti === undefined ? undefined : leggiIdentificativi(precedenti),
    generalitaPrecedenti: precedenti === undefined ? undefined : leggiGeneralita(precedenti),
    cittadinanze: cittadinanze.length === 0 ? undefined : cittadinanze,
    statoCivile: testo(s, 'statoCivile', 'statoCivile'),
    ...leggiSeparazione(s),
    residenze: residenze.length === 0 ? undefined : residenze,
    famigliaConvivenza: leggiFamiglia(figlio(s, 'famigliaConvivenza')),
    legameSoggetto: leggiLegame(figlio(s, 'legameSoggetto'), figlio(s, 'famigliaConvivenza')),
    ...posizione(s),
    liste: leggiListe(figlio(s, 'liste')) ?? leggiListeCompleta(figlio(s, 'listaElettoraleCompleta')),
    domicilioDigitale: testo(s, 'domicilioDigitale', 'indirizzoDigitale'),
    domicilioDigitaleDal: dataCalendario(testo(s, 'domicilioDigitale', 'dataInizioValidita')),
    senzaFissaDimora: siNo(testo(s, 'attributiSoggetto', 'senzaFissaDimora')),
    permessoSoggiorno: leggiPermesso(figlio(s, 'permessoSoggiorno')),
    tutoreIntestatario: leggiTutore(figlio(s, 'tutoreIntestatario')),
    procedimento: leggiProcedimento(figlio(s, 'procedimento'), figlio(s, 'dettagliProcedimento')),
  }) as DatiSoggetto;
}

function identificativi(s: Elemento, generalita: Elemento | undefined): Identificativi {
  return senzaVuoti({
    ...leggiIdentificativi(generalita),
    idANPR: testo(s, 'identificativi', 'idANPR'),
  }) as Identificativi;
}

function posizione(s: Elemento): Partial<DatiSoggetto> {
  const iscrizione = figlio(s, 'datiIscrizione');
  const cancellazione = figlio(s, 'datiCancellazione');
  const motivo = testo(cancellazione, 'motivoCancellazione');
  return senzaVuoti({
    datiIscrizione:
      iscrizione === undefined
        ? undefined
        : senzaVuoti({
            dataIscrizione: dataCalendario(testo(iscrizione, 'datiIscrizioneComune', 'dataIscrizione')),
            codiceIstat: testo(iscrizione, 'datiIscrizioneComune', 'comune', 'codiceIstat'),
            motivoIscrizione: testo(iscrizione, 'iscrizioneResidente', 'motivoIscrizione'),
            motivoIscrizioneAIRE: testo(iscrizione, 'tipoIscrizioneAIRE', 'motivoIscrizione'),
          }),
    datiCancellazione:
      motivo === undefined
        ? undefined
        : senzaVuoti({
            motivoCancellazione: motivo,
            dataDecorrenzaCancellazione: dataCalendario(testo(cancellazione, 'dataDecorrenzaCancellazione')),
          }),
    dataDecesso: dataCalendario(testo(s, 'datiDecesso', 'dataEvento')),
    provenienza: leggiProvenienzaDestinazione(figlio(s, 'provenienza')),
    destinazione: leggiProvenienzaDestinazione(figlio(s, 'destinazione')),
  }) as Partial<DatiSoggetto>;
}

function leggiCittadinanza(c: Elemento): { codiceStato: string; dataValidita?: string } | undefined {
  const codiceStato = testo(c, 'codiceStato');
  if (codiceStato === undefined) return undefined;
  const dataValidita = dataCalendario(testo(c, 'dataValidita'));
  return { codiceStato, ...(dataValidita !== undefined && { dataValidita }) };
}

/** The card of a family or convivenza; `tipoScheda` defaults to 3, or to 5 where it says it is AIRE (A.4). */
export function leggiFamiglia(f: Elemento | undefined): FamigliaConvivenza | undefined {
  if (f === undefined) return undefined;
  const aire = siNo(testo(f, 'famigliaAire')) === true;
  return senzaVuoti({
    idFamigliaConvivenzaANPR: idScheda(testo(f, 'idFamigliaConvivenzaANPR')),
    idFamigliaConvivenzaComuneIstat: testo(f, 'idFamigliaConvivenzaComune', 'idFamigliaConvivenzaComuneIstat'),
    idFamigliaConvivenzaComune: testo(f, 'idFamigliaConvivenzaComune', 'idFamigliaConvivenza'),
    tipoScheda: testo(f, 'tipoScheda') ?? (aire ? '5' : '3'),
    dataOrigineFamigliaConvivenza: dataCalendario(testo(f, 'dataOrigineFamigliaConvivenza')),
    denominazioneConvivenza: testo(f, 'denominazioneConvivenza'),
    specieConvivenza: testo(f, 'specieConvivenza'),
    presenzaFamigliaCoabitante: siNo(testo(f, 'presenzaFamigliaCoabitante')),
  }) as FamigliaConvivenza;
}

function leggiLegame(l: Elemento | undefined, famiglia: Elemento | undefined): LegameSoggetto | undefined {
  const codiceLegame = testo(l, 'codiceLegame');
  if (codiceLegame === undefined) return undefined;
  return senzaVuoti({
    tipoLegame: testo(l, 'tipoLegame') ?? testo(famiglia, 'tipoScheda') ?? '3',
    codiceLegame,
    dataDecorrenza: dataCalendario(testo(l, 'dataDecorrenza')),
  }) as LegameSoggetto;
}

function leggiProcedimento(p: Elemento | undefined, dettagli: Elemento | undefined): Procedimento | undefined {
  if (p === undefined && dettagli === undefined) return undefined;
  return senzaVuoti({
    numeroPraticaAnpr: testo(dettagli, 'numeroPraticaAnpr') ?? testo(p, 'numeroPraticaAnpr'),
    numeroPraticaComune: testo(dettagli, 'numeroPraticaComune') ?? testo(p, 'numeroPraticaComune'),
    dataDefinizionePratica: dataCalendario(testo(p, 'dataDefinizionePratica')),
    statoProcedimento: testo(dettagli, 'statoProcedimento'),
    dataStato: dataCalendario(testo(dettagli, 'dataStato')),
    dataChiusura: dataCalendario(testo(dettagli, 'dataChiusura')),
  }) as Procedimento;
}

function leggiPermesso(p: Elemento | undefined): PermessoSoggiorno | undefined {
  if (p === undefined) return undefined;
  const letto = senzaVuoti({
    tipoSoggiorno: testo(p, 'tipoSoggiorno'),
    dataScadenza: dataCalendario(testo(p, 'dataScadenza')),
  }) as PermessoSoggiorno;
  return Object.keys(letto).length === 0 ? undefined : letto;
}

function leggiTutore(t: Elemento | undefined): string | undefined {
  const nome = [testo(t, 'generalita', 'cognome'), testo(t, 'generalita', 'nome')].filter((p) => p !== undefined);
  return nome.length === 0 ? undefined : nome.join(' ');
}
