/**
 * The official electoral documents as text: `subentroListe` and `subentroSezioni` (modello-dati H).
 * Invariant: only the root has a namespace, the elements stand in the order of the published schema; pure.
 */
import type { ListeElettorali } from '../anpr/soggetto.js';
import type { Sezione } from '../registri/stradario-sezioni.js';
import { blocco, campo } from '../soap/scrivi-xml.js';

/** The comune as the documents name it. */
export interface ComuneElettorale {
  readonly nome: string;
  readonly codiceIstat: string;
  /** Two letters. */
  readonly provincia: string;
}

/** `tipoComune`. */
export function comune({ nome, codiceIstat, provincia }: ComuneElettorale): string {
  return blocco(
    'comune',
    campo('nomeComune', nome.toUpperCase()),
    campo('codiceIstat', codiceIstat),
    campo('siglaProvinciaIstat', provincia),
  );
}

/** Flags that every exported position must have. */
const RICHIESTI = [
  'referendumnazionali',
  'elezionimembriue',
  'senatorepubblica',
  'cameradeputati',
  'regionali',
  'comunali',
  'circoscrizionali',
] as const;

/** One person with the lists of this comune the person is officially on. */
export interface PosizioneUfficiale {
  readonly idSchedaSoggettoANPR: string | undefined;
  readonly liste: ListeElettorali;
  /** List → section, as `listeNostre` gives them. */
  readonly nostre: ReadonlyMap<string, string | null>;
}

/** What the schema requires and the facts do not say; empty when the position can be exported. */
export function mancanti({ idSchedaSoggettoANPR, liste, nostre }: PosizioneUfficiale): string[] {
  const vuoti: string[] = RICHIESTI.filter((nome) => liste.diritti?.[nome] === undefined);
  for (const [lista, sezione] of nostre) if (sezione === null) vuoti.push(`sezione della lista ${lista}`);
  if (idSchedaSoggettoANPR === undefined) vuoti.push('idSchedaSoggettoANPR');
  return vuoti;
}

/** `listaSoggetto`: one person. The order of the elements is the schema's. */
export function listaSoggetto(p: PosizioneUfficiale, di: ComuneElettorale): string {
  const { liste, nostre } = p;
  const lista = (tag: string, nome: string): string => {
    const sezione = nostre.get(nome);
    return sezione === undefined ? '' : blocco(tag, comune(di), campo('sezioneelettoralenum', sezione));
  };
  const { diritti, flagAggiunte: flag } = liste;
  const aperta = (nome: string, detto: string | undefined): string | undefined =>
    nostre.has(nome) ? (detto ?? 'S') : detto;
  return blocco(
    'listaSoggetto',
    campo('idSchedaSoggettoANPR', p.idSchedaSoggettoANPR),
    blocco(
      'lista',
      campo('elettore', liste.elettore),
      lista('listaGenerale', 'GENERALE'),
      blocco(
        'listaAggiuntaUE',
        campo('ueelettorecomunali', aperta('AGGIUNTA_UE_COMUNALI', flag?.ueelettorecomunali)),
        lista('listaAggiuntaUEComunali', 'AGGIUNTA_UE_COMUNALI'),
        campo('ueelettoreparlamento', aperta('AGGIUNTA_UE_PARLAMENTO', flag?.ueelettoreparlamento)),
        lista('listaAggiuntaUEParlamento', 'AGGIUNTA_UE_PARLAMENTO'),
      ),
      blocco(
        'listaAggiuntaComReg',
        campo('comregelettorebolzano', flag?.comregelettorebolzano),
        campo('comregelettoretrento', flag?.comregelettoretrento),
        campo('comregelettorevalledaosta', flag?.comregelettorevalledaosta),
        lista('listaBolTreVal', 'AGGIUNTA_REGIONALE'),
      ),
      campo('referendumnazionali', diritti?.referendumnazionali),
      campo('elezionimembriue', diritti?.elezionimembriue),
      campo('senatorepubblica', diritti?.senatorepubblica),
      campo('circoscrsenatorepubblica', diritti?.circoscrsenatorepubblica),
      campo('cameradeputati', diritti?.cameradeputati),
      campo('circoscrcameradeputati', diritti?.circoscrcameradeputati),
      campo('regionali', diritti?.regionali),
      campo('comunali', diritti?.comunali),
      campo('circoscrizionali', diritti?.circoscrizionali),
    ),
    blocco('certificabilita', campo('soggettoCertificabile', liste.certificabilita)),
  );
}

/** An opening and a closing text: what is between them is streamed. */
export interface Cornice {
  readonly testa: string;
  readonly coda: string;
}

const PROLOGO = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Around `quante` `listaSoggetto`. */
export function corniceListe(quante: number): Cornice {
  const fornitura = blocco(
    'datiFornitura',
    campo('versioneFornitura', '1'),
    campo('numeroTotaleListe', String(quante)),
  );
  return {
    testa: `${PROLOGO}<l:subentroListe xmlns:l="http://sogei.it/ANPR/subentroListe">${fornitura}<listeElettorali>\n`,
    coda: '</listeElettorali></l:subentroListe>\n',
  };
}

/** Around `quante` `sezione`. */
export function corniceSezioni(quante: number): Cornice {
  const totale = campo('numeroTotaleSezioni', String(quante));
  return {
    testa: `${PROLOGO}<s:subentroSezioni xmlns:s="http://sogei.it/ANPR/subentroSezioni">${totale}<sezioni>\n`,
    coda: '</sezioni></s:subentroSezioni>\n',
  };
}

/** One `sezione`. */
export function elementoSezione(s: Sezione, di: ComuneElettorale): string {
  const toponimo = blocco('toponimo', campo('specie', s.specie), campo('denominazioneToponimo', s.toponimo));
  const civico = blocco('numeroCivico', campo('numero', s.civico));
  return blocco(
    'sezione',
    comune(di),
    campo('sezioneelettoralenum', s.numero),
    campo('sezioneelettoraledenom', s.denominazione),
    blocco('sezioneelettoraleind', campo('cap', s.cap), comune(di), toponimo, civico),
    campo('circoscrelezionimembriue', s.circoscrizioneUE),
    campo('collegiocameradeputati', s.collegioCamera),
    campo('circoscrregionali', s.circoscrizioneRegionali),
    campo('circosrizioneelezcircosc', s.circoscrizioneCircoscrizionali),
    campo('collegiosenatorepubblica', s.collegioSenato),
  );
}
