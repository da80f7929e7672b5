/**
 * Contents as ANPR writes them, built from facts: what the applier reads back must be those facts.
 * Invariant: only the sections that the registers keep; invented people only.
 */
import type { Fatto, TipoFatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto, Generalita, Indirizzo, IscrizioneLista } from '../../src/anpr/soggetto.js';

const riservati: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Element with text; nothing when there is no value. */
export const campo = (nome: string, valore: string | undefined): string =>
  valore === undefined ? '' : `<${nome}>${valore.replace(/[&<>]/g, (c) => riservati[c] ?? c)}</${nome}>`;

/** Element with elements; nothing when it would be empty. */
export const blocco = (nome: string, ...figli: readonly string[]): string => {
  const dentro = figli.join('');
  return dentro === '' ? '' : `<${nome}>${dentro}</${nome}>`;
};

const NOTIFICHE = 'http://sogei.it/ANPR/N000notificheComuni';

/** A notification as it is pulled: the type of its envelope and its clear content. */
export interface Contenuto {
  readonly tipoNotifica: string;
  readonly xml: string;
}

/** What the header of an operation says. */
export type Testata = Pick<Fatto, 'operazione' | 'idOperazioneANPR' | 'momento' | 'decorrenza'>;

function generalita(tag: string, dati: DatiSoggetto): string {
  const { identificativi: id, generalita: g } = dati;
  const cf = blocco('codiceFiscale', campo('codFiscale', id.codiceFiscale), campo('validitaCF', id.validitaCF));
  const nate = g === undefined ? '' : nascita(g);
  return blocco(tag, cf, nate, campo('idSchedaSoggettoANPR', id.idSchedaSoggettoANPR));
}

const nascita = (g: Generalita): string =>
  campo('cognome', g.cognome) +
  campo('nome', g.nome) +
  campo('sesso', g.sesso) +
  campo('dataNascita', g.dataNascita) +
  (g.comuneNascita === undefined ? '' : blocco('luogoNascita', comune('comune', g.comuneNascita, g.luogoNascita)));

const comune = (tag: string, codice: string | undefined, nome?: string): string =>
  blocco(tag, campo('nomeComune', nome), campo('codiceIstat', codice));

function indirizzo(i: Indirizzo): string {
  if (i.codiceStato !== undefined) {
    const luogo = campo('descrizioneLocalita', i.localitaEstera) + campo('codiceStato', i.codiceStato);
    return blocco('localitaEstera', blocco('indirizzoEstero', blocco('localita', luogo)));
  }
  const strada = blocco('toponimo', campo('specie', i.specie), campo('denominazioneToponimo', i.toponimo));
  const civico = blocco('numeroCivico', campo('numero', i.civico));
  return blocco('indirizzo', comune('comune', i.codiceIstat, i.nomeComune), strada, civico);
}

function lista(tag: string, l: IscrizioneLista | undefined): string {
  return l === undefined ? '' : blocco(tag, comune('comune', l.codiceIstat), campo('sezioneelettoralenum', l.sezione));
}

function liste({ liste: l }: DatiSoggetto): string {
  const ue = blocco(
    'listaAggiuntaUE',
    lista('listaAggiuntaUEComunali', l?.aggiuntaUEComunali),
    lista('listaAggiuntaUEParlamento', l?.aggiuntaUEParlamento),
  );
  const comReg = blocco('listaAggiuntaComReg', lista('listaBolTreVal', l?.aggiuntaComReg));
  return blocco('liste', campo('elettore', l?.elettore), lista('listaGenerale', l?.generale), ue, comReg);
}

function famiglia({ famigliaConvivenza: f }: DatiSoggetto): string {
  const istat = campo('idFamigliaConvivenzaComuneIstat', f?.idFamigliaConvivenzaComuneIstat);
  const coabita = f?.presenzaFamigliaCoabitante;
  return blocco(
    'famigliaConvivenza',
    blocco('idFamigliaConvivenzaComune', istat),
    campo('idFamigliaConvivenzaANPR', f?.idFamigliaConvivenzaANPR),
    campo('presenzaFamigliaCoabitante', coabita === undefined ? undefined : coabita ? 'S' : 'N'),
    campo('tipoScheda', f?.tipoScheda),
  );
}

function posizione(d: DatiSoggetto): string {
  const iscrizione = blocco(
    'datiIscrizione',
    blocco('iscrizioneResidente', campo('motivoIscrizione', d.datiIscrizione?.motivoIscrizione)),
    blocco('datiIscrizioneComune', campo('dataIscrizione', d.datiIscrizione?.dataIscrizione)),
  );
  const cancellazione = blocco(
    'datiCancellazione',
    campo('motivoCancellazione', d.datiCancellazione?.motivoCancellazione),
    campo('dataDecorrenzaCancellazione', d.datiCancellazione?.dataDecorrenzaCancellazione),
  );
  return iscrizione + cancellazione + blocco('datiDecesso', campo('dataEvento', d.dataDecesso));
}

/** One `datiSoggetto`. */
export function soggetto(d: DatiSoggetto): string {
  const residenze = (d.residenze ?? []).map((r) =>
    blocco(
      'residenza',
      campo('tipoIndirizzo', r.tipoIndirizzo),
      indirizzo(r.indirizzo),
      campo('dataDecorrenzaResidenza', r.dataDecorrenzaResidenza),
    ),
  );
  const cittadinanze = (d.cittadinanze ?? []).map((c) => blocco('cittadinanza', campo('codiceStato', c.codiceStato)));
  const l = d.legameSoggetto;
  const legame = blocco(
    'legameSoggetto',
    campo('tipoLegame', l?.tipoLegame),
    campo('dataDecorrenza', l?.dataDecorrenza),
    campo('codiceLegame', l?.codiceLegame),
  );
  return [
    '<datiSoggetto>',
    blocco('identificativi', campo('idANPR', d.identificativi.idANPR)),
    ...(d.identificativiPrecedenti === undefined
      ? []
      : [generalita('generalitaPrecedenti', { identificativi: d.identificativiPrecedenti })]),
    generalita('generalitaAttuali', d),
    ...cittadinanze,
    ...residenze,
    blocco('annullamentoMatrimonio', blocco('sentenza', campo('dataValidita', d.separazione))),
    liste(d),
    legame,
    famiglia(d),
    blocco(
      'domicilioDigitale',
      campo('indirizzoDigitale', d.domicilioDigitale),
      campo('dataInizioValidita', d.domicilioDigitaleDal),
    ),
    posizione(d),
    blocco('destinazione', comune('comune', d.destinazione?.codiceIstat)),
    '</datiSoggetto>',
  ].join('');
}

function testata({ idOperazioneANPR, momento, decorrenza }: Testata): string {
  return blocco(
    'testataRisposta',
    campo('dataOraRichiesta', momento),
    campo('dataDecorrenza', decorrenza),
    campo('idOperazioneANPR', idOperazioneANPR),
    campo('esitoOperazione', '0000'),
  );
}

/** An NRIS (or the answer of 3002) about those people. */
export function risposta(t: Testata, soggetti: readonly DatiSoggetto[], accanto = ''): Contenuto {
  const dentro = testata(t) + blocco('listaSoggettiVariati', ...soggetti.map(soggetto));
  const comune = t.operazione === '3002' ? 'Risposta3002_OK' : 'Risposta_Comune';
  const xml = `<p:Risposta${t.operazione} xmlns:p="urn:test"><${comune}>${dentro}</${comune}>${accanto}</p:Risposta${t.operazione}>`;
  return { tipoNotifica: t.operazione === '3002' ? '3002' : 'NRIS', xml };
}

/** N010, N014, N015: no idANPR there, so whoever has nothing else is named by the card. */
export function cambioResidenza(t: Testata, dati: DatiSoggetto): Contenuto {
  const tipo = t.operazione;
  const xml = [
    `<p:Notifica${tipo} xmlns:p="${NOTIFICHE}">`,
    generalita('generalitaSoggetto', dati),
    comune('comuneRichiesta', '015146', 'ALTROVE'),
    campo('idOperazioneANPR', t.idOperazioneANPR),
    campo('dataDecorrenza', t.decorrenza),
    `</p:Notifica${tipo}>`,
  ];
  return { tipoNotifica: tipo, xml: xml.join('') };
}

/** Values of a 5014 beside the common answer. */
export function rettifica({ identificativi, rettifica: r }: DatiSoggetto): string {
  return blocco(
    'tipoRispostaRettifica',
    blocco(
      'rispostaRettifica103',
      campo('idSchedaSoggettoANPR', identificativi.idSchedaSoggettoANPR),
      campo('dataDecorrenzaResidenza', r?.dataDecorrenzaResidenza),
      campo('dataIngressoFamiglia', r?.dataIngressoFamiglia),
    ),
  );
}

/** The operation that says a fact of this type. */
const OPERAZIONE: Readonly<Record<TipoFatto, string>> = {
  ISCRIZIONE: '1002',
  MUTAZIONE: '5001',
  SCHEDA: '3002',
  CANCELLAZIONE: '2003',
  RIPRISTINO: '2011',
  ANNULLAMENTO_ISCRIZIONE: '1013',
  ANNULLAMENTO_MUTAZIONE: '5012',
  RETTIFICA: '5014',
  POSIZIONE_ELETTORALE: '5010',
  CONVIVENZA: '1010',
  AVVISO: 'N014',
};
const COME_SONO = new Set(['N010', 'N015', '2009']);

const conScheda = (d: DatiSoggetto): DatiSoggetto =>
  (d.identificativi.codiceFiscale ?? d.identificativi.idSchedaSoggettoANPR)
    ? d
    : { ...d, identificativi: { idSchedaSoggettoANPR: `10${d.identificativi.idANPR?.charAt(6) ?? ''}` } };

/** The notification that says these facts: one operation, that of the first, about the people of all of them. */
export function contenutoDi(fatti: readonly Fatto[]): Contenuto {
  const primo = fatti[0]!;
  const operazione = COME_SONO.has(primo.operazione) ? primo.operazione : OPERAZIONE[primo.tipo];
  const t = { ...primo, operazione };
  if (operazione.startsWith('N0')) return cambioResidenza(t, conScheda(primo.dati));
  if (primo.tipo === 'CONVIVENZA') return risposta(t, [primo.dati]);
  const persone = fatti.filter((f) => f.tipo !== 'CONVIVENZA').map((f) => f.dati);
  return risposta(t, persone, primo.tipo === 'RETTIFICA' ? rettifica(primo.dati) : '');
}
