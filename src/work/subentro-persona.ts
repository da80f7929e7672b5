/**
 * A `soggetto` of the layout of the subentro, which is also that of the massive download, as the `datiSoggetto` of a card.
 * Invariant: pure; the sections keep ANPR's own elements, so that an address loses nothing; a person is taken or told with
 * everything that is wrong and what was expected, never the value.
 * Source: `subentro.xsd`, `vocabolarioSubentro.xsd` (spec/xsd/comuni).
 */
import { type Elemento, figli, figlio, testo } from '../anpr/elemento.js';
import type { DatiSoggetto } from '../anpr/soggetto.js';
import { codiceFiscale, dataCalendario, siNo } from '../anpr/valori.js';
import { leggiDatiSoggetto } from '../notifiche/soggetti-variati.js';
import { blocco, campo, scriviElemento } from '../soap/scrivi-xml.js';
import { type Problema, troppoLunghi } from './carica-tracciato.js';

/** The card of a family or convivenza, by the number the comune gave it. */
export interface SchedaFamiglia {
  readonly idANPR: string | undefined;
  /** `famigliaConvivenza` as a card carries it. */
  readonly xml: string;
  /** `tutoreIntestatario`, or nothing. */
  readonly tutore: string;
}

/** The families of the file, by `idFamigliaConvivenza` of the comune; the two registers number apart. */
export interface Famiglie {
  readonly famiglia: ReadonlyMap<string, SchedaFamiglia>;
  readonly convivenza: ReadonlyMap<string, SchedaFamiglia>;
}

/** A person ready to load; `avviso` says what of it could not be taken. */
export interface PersonaSubentro {
  readonly famiglia: string | undefined;
  readonly xml: string;
  readonly avviso?: Problema;
}

/** Sections of a person that no register needs: not even gathered (data minimisation). */
export const SEZIONI_SUBENTRO_SALTATE: ReadonlySet<string> = new Set([
  'attoNascita',
  'paternita',
  'maternita',
  'altraLingua',
  'matrimonio',
  'vedovanza',
  'separazioneAnnullamentoCessazioneMatrimonio',
  'cartaIdentita',
  'listaLeva',
  'censimento',
  'autoveicoli',
  'altriDati',
  'unioneCivile',
  'convivenzaDiFatto',
]);

/** When and why registered: the layout has the first registration here, and the motive of table 7. */
function iscrizione(s: Elemento, g: Elemento | undefined, codComune: string): string {
  const data = testo(g, 'dataPrimaIscrizioneComune');
  const comune = blocco('comune', campo('codiceIstat', codComune));
  const motivo = campo('motivoIscrizione', testo(s, 'motivoIscrizioneAPR'));
  return blocco(
    'datiIscrizione',
    blocco('datiIscrizioneComune', data === undefined ? '' : campo('dataIscrizione', data) + comune) +
      blocco('iscrizioneResidente', motivo),
  );
}

/**
 * `S` with the comune that keeps the list puts on its general list; `S` alone does not say of which list, so it says nothing:
 * taken as a right without list it would propose the whole town for registration. `N` is on no list, as every minor is, and
 * says nothing of the right to vote; `P` has lost it (table `tipo_elettore_anagrafico`).
 */
function liste(l: Elemento | undefined): string {
  const elettore = testo(l, 'elettore')?.toUpperCase();
  if (elettore === 'P') return blocco('liste', campo('elettore', 'N'));
  if (elettore !== 'S') return '';
  const comune = scriviElemento(figlio(l, 'comune'));
  return comune === '' ? '' : blocco('liste', campo('elettore', 'S') + blocco('listaGenerale', comune));
}

interface Appartenenza {
  readonly scheda: SchedaFamiglia | undefined;
  readonly legame: Elemento | undefined;
  readonly avviso?: Problema;
}

function appartenenza(s: Elemento, famiglie: Famiglie): Appartenenza {
  for (const tipo of ['famiglia', 'convivenza'] as const) {
    const sua = figlio(s, tipo);
    const numero = testo(sua, 'idFamConvComune');
    if (sua === undefined || numero === undefined) continue;
    const scheda = famiglie[tipo].get(numero);
    const legame = figlio(sua, 'legameSoggetto');
    if (scheda?.idANPR !== undefined) return { scheda, legame };
    const atteso = scheda === undefined ? `una ${tipo} che sia nel file` : `una ${tipo} con idFamigliaConvivenzaANPR`;
    return { scheda: undefined, legame: undefined, avviso: { campo: `${tipo}/idFamConvComune`, atteso } };
  }
  return { scheda: undefined, legame: undefined };
}

function problemiDi(g: Elemento | undefined, dati: DatiSoggetto, dove: boolean): Problema[] {
  const problemi: Problema[] = [];
  const manca = (nome: string, atteso: string): void => void problemi.push({ campo: nome, atteso });
  const id = dati.identificativi;
  const cf = testo(g, 'codiceFiscale', 'codFiscale');
  if (g === undefined) manca('generalitaSubIscr', 'la sezione con le generalità');
  if (cf !== undefined && codiceFiscale(cf) === undefined) manca('codFiscale', '16 caratteri o 11 cifre');
  if (id.idSchedaSoggettoANPR !== undefined && !/^\d{1,16}$/.test(id.idSchedaSoggettoANPR))
    manca('idSchedaSoggettoANPR', 'cifre');
  if (id.idSchedaSoggettoANPR === undefined && id.codiceFiscale === undefined)
    manca('idSchedaSoggettoANPR, codFiscale', 'almeno un identificativo');
  if (testo(g, 'cognome') === undefined && siNo(testo(g, 'senzaCognome')) !== true)
    manca('cognome', 'il cognome, o senzaCognome');
  if (testo(g, 'nome') === undefined && siNo(testo(g, 'senzaNome')) !== true) manca('nome', 'il nome, o senzaNome');
  if (dataCalendario(testo(g, 'dataNascita')) === undefined) manca('dataNascita', 'AAAA-MM-GG');
  if (!dove) manca('residenza, famiglia', 'almeno una: dove è iscritta la persona');
  return problemi;
}

/** Reads one `soggetto`. `codComune` is the comune whose register this is. */
export function leggiSoggetto(
  s: Elemento,
  famiglie: Famiglie,
  codComune: string,
): PersonaSubentro | { readonly problemi: readonly Problema[] } {
  const g = figlio(s, 'generalitaSubIscr');
  const { scheda, legame, avviso } = appartenenza(s, famiglie);
  const dati = leggiDatiSoggetto({
    ...s,
    figli: [...(g === undefined ? [] : [{ ...g, nome: 'generalita' }]), ...s.figli],
  });
  const dove = scheda !== undefined || figlio(s, 'residenza') !== undefined;
  const problemi = [...problemiDi(g, dati, dove), ...troppoLunghi(dati)];
  if (problemi.length > 0) return { problemi };
  const cittadinanze = [figlio(s, 'cittadinanza'), ...figli(s, 'altraCittadinanza')];
  const sezioni = [
    scriviElemento(g, 'generalita'),
    scriviElemento(figlio(s, 'statoCivile')),
    scriviElemento(figlio(s, 'attributiSoggetto')),
    ...cittadinanze.map((c) => scriviElemento(c, 'cittadinanza')),
    scriviElemento(figlio(s, 'residenza')),
    scheda?.tutore ?? '',
    scriviElemento(figlio(s, 'permessoSoggiorno')),
    liste(figlio(s, 'listaElettorale')),
    scriviElemento(legame),
    scheda?.xml ?? '',
    iscrizione(s, g, codComune),
  ];
  const xml = `<datiSoggetto>${sezioni.join('')}</datiSoggetto>`;
  return { famiglia: scheda?.idANPR, xml, ...(avviso !== undefined && { avviso }) };
}

/** Reads one `famiglia` or `convivenza`: its number in the comune, its comune, its card. */
export function leggiScheda(f: Elemento): {
  readonly numero: string | undefined;
  readonly codiceIstat: string | undefined;
  readonly scheda: SchedaFamiglia;
} {
  const tutore = figlio(f, 'tipoTutoreIntestatario');
  const card: Elemento = { ...f, figli: f.figli.filter((x) => x !== tutore) };
  return {
    numero: testo(f, 'idFamigliaConvivenzaComune', 'idFamigliaConvivenza'),
    codiceIstat: testo(f, 'idFamigliaConvivenzaComune', 'idFamigliaConvivenzaComuneIstat'),
    scheda: {
      idANPR: testo(f, 'idFamigliaConvivenzaANPR'),
      xml: scriviElemento(card, 'famigliaConvivenza'),
      tutore: scriviElemento(tutore, 'tutoreIntestatario'),
    },
  };
}
