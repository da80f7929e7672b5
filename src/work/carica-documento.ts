/**
 * People of a municipal file as the document that the inbox knows: the answer of a 3002, one per family.
 * Invariant: the same people on the same day are the same bytes and the same id, so a load given again finds itself. The id
 * is no number: the moment of extraction places these facts among those of ANPR.
 */
import { createHash } from 'node:crypto';
import { NAMESPACE } from '../anpr/codici.js';
import type { DatiSoggetto, Generalita, Indirizzo } from '../anpr/soggetto.js';
import { blocco, campo } from '../soap/scrivi-xml.js';
import type { NotificaRicevuta } from '../store/notifica.js';

function generalita({ identificativi: id, generalita: g = {} }: DatiSoggetto): string {
  return blocco(
    'generalita',
    blocco('codiceFiscale', campo('codFiscale', id.codiceFiscale), campo('validitaCF', id.validitaCF)),
    campo('cognome', g.cognome),
    campo('nome', g.nome),
    campo('sesso', g.sesso),
    campo('dataNascita', g.dataNascita),
    g.precisioneNascita === 'MESE' ? campo('senzaGiorno', '1') : '',
    g.precisioneNascita === 'ANNO' ? campo('senzaGiornoMese', '1') : '',
    luogoNascita(g),
    campo('idSchedaSoggettoANPR', id.idSchedaSoggettoANPR),
  );
}

function luogoNascita(g: Generalita): string {
  const luogo =
    g.statoNascita === undefined
      ? blocco('comune', campo('nomeComune', g.luogoNascita), campo('codiceIstat', g.comuneNascita))
      : blocco('localita', campo('descrizioneLocalita', g.luogoNascita), campo('codiceStato', g.statoNascita));
  return blocco('luogoNascita', luogo);
}

function indirizzo(i: Indirizzo): string {
  if (i.codiceStato !== undefined) {
    const localita = blocco(
      'localita',
      campo('descrizioneLocalita', i.localitaEstera),
      campo('codiceStato', i.codiceStato),
      campo('descrizioneStato', i.descrizioneStato),
    );
    const strada = blocco('toponimo', campo('denominazione', i.toponimo), campo('numeroCivico', i.civico));
    return blocco('localitaEstera', blocco('indirizzoEstero', campo('cap', i.cap), localita, strada));
  }
  return blocco(
    'indirizzo',
    campo('cap', i.cap),
    blocco(
      'comune',
      campo('nomeComune', i.nomeComune),
      campo('codiceIstat', i.codiceIstat),
      campo('siglaProvinciaIstat', i.siglaProvincia),
    ),
    campo('frazione', i.frazione),
    blocco('toponimo', campo('specie', i.specie), campo('denominazioneToponimo', i.toponimo)),
    blocco(
      'numeroCivico',
      campo('numero', i.civico),
      campo('lettera', i.lettera),
      campo('esponente1', i.esponente),
      blocco(
        'civicoInterno',
        campo('corte', i.corte),
        campo('scala', i.scala),
        campo('interno1', i.interno),
        campo('piano', i.piano),
        campo('isolato', i.isolato),
      ),
    ),
  );
}

function residenze({ residenze: r = [] }: DatiSoggetto): string {
  const una = ({ tipoIndirizzo, indirizzo: i, dataDecorrenzaResidenza }: (typeof r)[number]): string =>
    blocco(
      'residenza',
      campo('tipoIndirizzo', tipoIndirizzo),
      indirizzo(i),
      campo('dataDecorrenzaResidenza', dataDecorrenzaResidenza),
    );
  return r.map(una).join('');
}

function famiglia({ famigliaConvivenza: f, legameSoggetto: l }: DatiSoggetto): string {
  const istat = campo('idFamigliaConvivenzaComuneIstat', f?.idFamigliaConvivenzaComuneIstat);
  const legame = [
    campo('tipoLegame', l?.tipoLegame),
    campo('dataDecorrenza', l?.dataDecorrenza),
    campo('codiceLegame', l?.codiceLegame),
  ];
  const scheda = [
    blocco('idFamigliaConvivenzaComune', istat),
    campo('idFamigliaConvivenzaANPR', f?.idFamigliaConvivenzaANPR),
    campo('tipoScheda', f?.tipoScheda),
  ];
  return blocco('legameSoggetto', ...legame) + (f === undefined ? '' : blocco('famigliaConvivenza', ...scheda));
}

function iscrizione({ datiIscrizione: d }: DatiSoggetto): string {
  return blocco(
    'datiIscrizione',
    blocco('iscrizioneResidente', campo('motivoIscrizione', d?.motivoIscrizione)),
    blocco('tipoIscrizioneAIRE', campo('motivoIscrizione', d?.motivoIscrizioneAIRE)),
    blocco('datiIscrizioneComune', campo('dataIscrizione', d?.dataIscrizione)),
  );
}

function liste({ liste: l }: DatiSoggetto): string {
  const comune = blocco('comune', campo('codiceIstat', l?.generale?.codiceIstat));
  const generale = blocco('listaGenerale', comune, campo('sezioneelettoralenum', l?.generale?.sezione));
  return l === undefined ? '' : blocco('liste', campo('elettore', l.elettore), generale);
}

/** One person as the `datiSoggetto` of a 3002 answer. */
export function soggettoDi(d: DatiSoggetto): string {
  return blocco(
    'datiSoggetto',
    blocco('identificativi', campo('idANPR', d.identificativi.idANPR)),
    generalita(d),
    blocco('statoCivile', campo('statoCivile', d.statoCivile)),
    ...(d.cittadinanze ?? []).map((c) => blocco('cittadinanza', campo('codiceStato', c.codiceStato))),
    residenze(d),
    liste(d),
    famiglia(d),
    iscrizione(d),
  );
}

/** When and for whom the file was made. */
export interface Estrazione {
  readonly codComune: string;
  /** Names the source in the id. */
  readonly fonte: string;
  /** Instant, ISO-8601 UTC: what ANPR registered before it is in the file. */
  readonly momento: string;
  readonly now: Date;
  /** `famigliaConvivenza` of a convivenza, beside the people. */
  readonly scheda?: string | undefined;
}

/** The document of these people (`datiSoggetto`), as the inbox takes it. */
export function documentoDi(
  soggetti: readonly string[],
  { codComune, fonte, momento, now, scheda = '' }: Estrazione,
): NotificaRicevuta {
  const dentro = blocco('listaSoggetti', ...soggetti) + blocco('datiFamigliaConvivenza', scheda);
  const impronta = createHash('sha256').update(`${codComune}\n${momento}\n${dentro}`).digest('hex').slice(0, 26);
  const id = `${fonte}-${impronta}`;
  const testata = blocco(
    'testataRisposta',
    campo('idOperazioneANPR', id),
    campo('dataOraRichiesta', momento),
    campo('esitoOperazione', '0000'),
  );
  const xml = `<c:Risposta3002 xmlns:c="${NAMESPACE.consultazione}"><Risposta3002_OK>${testata}${dentro}</Risposta3002_OK></c:Risposta3002>`;
  return {
    canale: 'CARICO',
    codDestinatario: codComune,
    tipoNotifica: '3002',
    codMittente: '',
    dataOraRichiesta: momento,
    idOperazioneANPR: id,
    contenuto: Buffer.from(xml),
    prova: false,
    firma: 'ASSENTE',
    ricevutaIl: now.toISOString(),
  };
}
