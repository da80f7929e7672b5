/**
 * An answer of the core as the element of a Body, as the official schemas write it.
 * Invariant: binary contents are left as marks (`Allegati`), so that the envelope decides whether they travel inline or in
 * parts of their own.
 */
import { NAMESPACE } from '../../anpr/codici.js';
import { blocco, campo } from '../../soap/scrivi-xml.js';
import type { Comune } from '../comune.js';
import { comune as comuneXml } from '../contenuti/luogo.js';
import { oraItaliana } from '../contenuti/risposta.js';
import { elemento, type Xml } from '../contenuti/xml.js';
import type { Risposta4005, VoceRisposta } from './elenchi.js';
import type { RispostaKO } from './errori.js';
import type { RispostaFile } from './file.js';
import type { Chiamata } from './leggi.js';
import type { Ricerca } from './ricerca.js';
import type { RispostaOperazione } from './schede.js';
import type { RispostaServizio } from './servizi.js';

/** Binary contents of an answer, in order; `segna` gives what stands for one in the text. */
export interface Allegati {
  readonly byte: Uint8Array[];
  segna(byte: Uint8Array): Xml;
}

/** Stands where a content goes; no content has it, because `<` is always escaped. */
export const SEGNO = /<allegato n="(\d+)"\/>/g;

export function raccogliAllegati(): Allegati {
  const byte: Uint8Array[] = [];
  return { byte, segna: (b) => `<allegato n="${byte.push(b) - 1}"/>` };
}

const RADICI: Readonly<Record<Chiamata['servizio'], { readonly ns: string; readonly ok: string }>> = {
  '4005': { ns: NAMESPACE.estrazione, ok: 'RispostaMultipla4005' },
  '3002': { ns: NAMESPACE.consultazione, ok: 'Risposta3002_OK' },
  '3003': { ns: NAMESPACE.consultazione, ok: 'Risposta3003_OK' },
  '7002': { ns: 'http://sogei.it/ANPR/7001scaricoTabelle', ok: 'RispostaMultipla7002' },
  TestConn: { ns: 'http://sogei.it/ANPR/connessione', ok: '' },
};

/** What an answer is written for. */
export interface Destinazione {
  readonly chiamata: Chiamata;
  readonly comune: Comune;
  readonly allegati: Allegati;
}

function radice(servizio: Chiamata['servizio'], dentro: string, ...figli: Xml[]): Xml {
  const nome = `a:Risposta${servizio === 'TestConn' ? 'Connessione' : servizio}`;
  const corpo = dentro === '' ? figli.join('') : `<a:${dentro}>${figli.join('')}</a:${dentro}>`;
  return `<${nome} xmlns:a="${RADICI[servizio].ns}">${corpo}</${nome}>`;
}

function testata(c: Chiamata, id: string, esito: '0000' | 'XXXX'): Xml {
  return blocco(
    'testataRisposta',
    campo('idOperazioneComune', c.idOperazioneComune),
    campo('codMittente', c.codMittente),
    campo('codDestinatario', c.codDestinatario),
    campo('operazioneRichiesta', c.servizio),
    campo('dataOraRichiesta', c.dataOraRichiesta),
    campo('idOperazioneANPR', id),
    campo('esitoOperazione', esito),
  );
}

/** A refusal. */
export function scriviKO(c: Chiamata, { id, errore }: RispostaKO): Xml {
  const voce = blocco(
    'errore',
    campo('codiceErroreAnomalia', errore.codice),
    campo('tipoErroreAnomalia', 'E'),
    campo('testoErroreAnomalia', errore.testo),
  );
  return radice(c.servizio, 'rispostaKO', testata(c, id, 'XXXX'), elemento('listaErrori', voce));
}

function ricercaXml({ tipo, statoLavorazione, periodo, identificativi }: Ricerca): Xml {
  return blocco(
    'ricercaElenchiRichieste',
    campo('statoLavorazione', statoLavorazione),
    campo('operazioneRichiesta', tipo ?? ''),
    periodo === undefined
      ? ''
      : blocco(
          'periodoRiferimentoRichieste',
          campo('dataOraIniziale', oraItaliana(periodo.dal)),
          campo('dataOraFinale', oraItaliana(periodo.al)),
        ),
    identificativi === undefined
      ? ''
      : blocco(
          'identificativiANPR',
          campo('protocolloANPRDa', identificativi.da),
          campo('protocolloANPRA', identificativi.a),
        ),
  );
}

function voceXml(v: VoceRisposta, { dettaglio }: Ricerca, allegati: Allegati): Xml {
  // An item that has lost its content keeps the empty element (G36).
  const contenuto = v.contenuto === null ? '' : allegati.segna(v.contenuto);
  return blocco(
    'elencoRisposte',
    campo('idOperazioneANPR', v.idOperazioneANPR),
    campo('statoLavorazione', v.statoLavorazione),
    campo('tipoOperazione', v.tipoOperazione),
    dettaglio === 'ID' ? '' : elemento('contenutoRisposta', contenuto),
    campo('formatoRisposta', v.formato ?? ''),
  );
}

function elenco({ chiamata, allegati }: Destinazione, r: Risposta4005): Xml {
  const primi = [
    testata(chiamata, r.id, '0000'),
    campo('statoRichiesta', r.stato),
    campo('idOperazioneANPR', r.ticket),
    campo('dataDisponibilita', oraItaliana(r.disponibileIl)),
  ];
  const { fornitura: f } = r;
  if (f === undefined) return radice('4005', RADICI['4005'].ok, ...primi);
  const parti = blocco(
    'datiFornitura',
    campo('progressivoCorrente', String(f.progressivo)),
    campo('progressivoTotale', String(f.progressivi)),
  );
  const voci = f.voci.map((v) => voceXml(v, f.ricerca, allegati));
  return radice('4005', RADICI['4005'].ok, ...primi, ricercaXml(f.ricerca), parti, ...voci);
}

function operazioneXml({ chiamata, comune, allegati }: Destinazione, r: RispostaOperazione): Xml {
  const dove = { nome: comune.nome, istat: comune.codiceIstat, provincia: comune.siglaProvincia };
  const documento = r.documento === null ? '' : allegati.segna(Buffer.from(r.documento, 'utf8'));
  const voce = blocco(
    'elencoRisposte',
    campo('statoLavorazione', r.statoLavorazione),
    campo('tipoOperazione', r.tipoOperazione),
    elemento('xmlRisposta', documento),
  );
  const richiesta = comuneXml('comuneRichiesta', dove, 'REGISTRAZIONE');
  return radice('3003', RADICI['3003'].ok, testata(chiamata, r.id, '0000'), richiesta, voce);
}

function fileXml({ chiamata, allegati }: Destinazione, r: RispostaFile): Xml {
  return radice(
    '7002',
    RADICI['7002'].ok,
    testata(chiamata, r.id, '0000'),
    blocco('datiRichiesta', campo('idOperazioneANPR', r.ticket)),
    blocco('file', elemento('contenutoFile', allegati.segna(r.contenuto))),
    campo('formato', r.formato),
  );
}

/** The document of a 3002 as the element of a Body, with the number of whoever asks. */
function schedaXml(c: Chiamata, documento: string): Xml {
  const numero = `<idOperazioneComune>${c.idOperazioneComune}</idOperazioneComune>`;
  return documento
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .replace(/<idOperazioneComune>[^<]*<\/idOperazioneComune>/, () => numero);
}

/** Writes an answer. */
export function scriviRisposta(d: Destinazione, r: RispostaServizio): Xml {
  switch (r.esito) {
    case 'KO':
      return scriviKO(d.chiamata, r);
    case 'STATO':
      return elenco(d, r);
    case 'DOCUMENTO':
      return schedaXml(d.chiamata, r.documento);
    case 'OPERAZIONE':
      return operazioneXml(d, r);
    case 'FILE':
      return fileXml(d, r);
    default:
      return r satisfies never;
  }
}

/** The answer of TestConn. @param id number of this call */
export function scriviConnessione(c: Chiamata, id: string): Xml {
  return radice('TestConn', '', testata(c, id, '0000'));
}
