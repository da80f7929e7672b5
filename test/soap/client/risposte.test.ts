/** What comes back: the official samples, every code of the table, contents in every form, answers that are none. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { NotificaError, TransientError } from '../../../src/errors.js';
import type { EsitoVerifica } from '../../../src/soap/client/servizi.js';
import { apriContenuto } from '../../../src/soap/contenuto.js';
import { banco, busta, ko, multipla, pronta, rifiuto, scheda } from './banco.js';

const ESEMPI = resolve(import.meta.dirname, '../../../../shared/spec/esempi');
const haEsempi = existsSync(ESEMPI);
if (!haEsempi) console.log('SKIPPED: the official samples are not beside the project');
const esempio = (nome: string): Buffer => readFileSync(join(ESEMPI, nome));

const b = banco();
const chiediElenco = (dal = '2026-02-01T00:00:00.000Z', retries = 0) =>
  b.client({ retries }).elenco({
    idOperazioneComune: '1',
    tipo: 'N010',
    statoLavorazione: '9',
    dettaglio: 'ID',
    periodo: { dal, al: '2026-02-28T00:00:00.000Z' },
  });
const chiediVerifica = (retries = 0) =>
  b.client({ retries }).verifica({ idOperazioneComune: '1', ticket: '303104', progressivo: 1 });
const chiediScheda = () =>
  b.client().scheda({ idOperazioneComune: '1', criterio: { codiceFiscale: 'PRVPRV80A01F205X' }, nazionale: false });
const chiediFile = () => b.client().file({ idOperazioneComune: '1', ticket: '5' });
const chiediOperazione = () => b.client().operazione({ idOperazioneComune: '1', idOperazioneANPR: '98955097' });
const TUTTE = [chiediElenco, chiediVerifica, chiediScheda, chiediFile, chiediOperazione];

describe.skipIf(!haEsempi)('the official samples', () => {
  it('a request taken in charge gives its ticket and when to come back', async () => {
    b.con(esempio('4005_ex_001_res_elabora.xml'));
    expect(await chiediElenco()).toEqual({
      esito: 'ACCOLTA',
      ticket: '303104',
      disponibileIl: '2019-05-30T14:22:58.095Z',
    });
  });

  it('G52: a request still at work gives the new date, and the ticket is not the id of the call', async () => {
    b.con(esempio('4005_ex_002_res_verifica.xml'));
    expect(await chiediVerifica()).toEqual({ esito: 'IN_CORSO', disponibileIl: '2019-05-30T14:22:57.000Z' });
  });

  it('a ready list whose attachment did not come along is one clear error', async () => {
    b.con(esempio('4005_ex_004_res_verifica.xml'));
    await expect(chiediVerifica()).rejects.toThrow('manca un allegato a cui rimanda');
  });

  it('a ready list with its content in a MTOM part is understood', async () => {
    const gz = gzipSync('<p:NotificaN031 xmlns:p="http://sogei.it/ANPR/N000notificheComuni"/>');
    b.con(
      ...mtom(esempio('4005_ex_004_res_verifica.xml'), [
        ['0a82480d5ce584e9315fbd889b0ac28036486a2fdadeb1fb@apache.org', gz],
      ]),
    );
    const esito = await chiediVerifica();
    expect(esito).toMatchObject({ esito: 'PRONTA', progressivo: 1, progressivi: 1 });
    expect(esito.esito === 'PRONTA' && esito.voci).toEqual([
      { idOperazioneANPR: '144427', statoLavorazione: '7', tipoOperazione: 'N031', contenuto: gz },
    ]);
  });

  it('the malformed one is refused with one clear error that quotes nothing', async () => {
    b.con(esempio('4005_ex_001_req_elabora.xml'));
    const e = await chiediElenco().catch((errore: unknown) => errore);
    expect(e).toBeInstanceOf(TransientError);
    expect((e as Error).message).toBe('la risposta di ANPR non si legge: XML non ben formato');
  });
});

/** A MTOM answer as Apache CXF writes it. */
function mtom(
  xml: Uint8Array | string,
  allegati: readonly (readonly [id: string, corpo: Uint8Array])[],
): [Buffer, string] {
  const parti = allegati.flatMap(([id, corpo]) => [
    Buffer.from(`\r\n--uuid:c\r\nContent-ID: <${id}>\r\nContent-Transfer-Encoding: binary\r\n\r\n`),
    Buffer.from(corpo),
  ]);
  const testa =
    '--uuid:c\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <root>\r\n\r\n';
  const corpo = Buffer.concat([Buffer.from(testa), Buffer.from(xml), ...parti, Buffer.from('\r\n--uuid:c--\r\n')]);
  return [corpo, 'multipart/related; type="application/xop+xml"; start="<root>"; boundary="uuid:c"'];
}

const voce = (id: string, contenuto: string): string =>
  `<elencoRisposte><idOperazioneANPR>${id}</idOperazioneANPR><statoLavorazione>7</statoLavorazione><tipoOperazione>N010</tipoOperazione>${contenuto}<formatoRisposta>gz</formatoRisposta></elencoRisposte>`;
const risposta = (b64: string): string => `<contenutoRisposta>${b64}</contenutoRisposta>`;

function voci(esito: EsitoVerifica): (string | null)[] {
  if (esito.esito !== 'PRONTA') throw new Error(esito.esito);
  return esito.voci.map((v) => (v.contenuto === null ? null : Buffer.from(v.contenuto).toString('utf8')));
}

describe('a ready list', () => {
  it('G68: contents come as they are, XML or compressed, and open like any other', async () => {
    const xml = '<a/>';
    const gz = gzipSync('<p:N xmlns:p="x"><b>1</b></p:N>');
    b.con(
      pronta(voce('1', risposta(Buffer.from(xml).toString('base64'))) + voce('2', risposta(gz.toString('base64')))),
    );
    const esito = await chiediVerifica();
    expect(voci(esito)[0]).toBe(xml);
    const contenuto = esito.esito === 'PRONTA' ? esito.voci[1]?.contenuto : null;
    expect(apriContenuto(contenuto!, []).elemento.nome).toBe('N');
  });

  it('a compressed content that is cut short is given as it came: the inbox says what is wrong with it', async () => {
    const gz = gzipSync('<a>qualcosa di abbastanza lungo</a>').subarray(0, 20);
    b.con(pronta(voce('1', risposta(gz.toString('base64')))));
    const esito = await chiediVerifica();
    const contenuto = esito.esito === 'PRONTA' ? esito.voci[0]?.contenuto : null;
    expect(() => apriContenuto(contenuto!, [])).toThrow(NotificaError);
  });

  it('a content that is no base64 holds back no other: it is given as it is', async () => {
    b.con(pronta(voce('1', risposta('non è base64!')) + voce('2', risposta('aGEgZGF0aQ=='))));
    expect(voci(await chiediVerifica())).toEqual(['non è base64!', 'ha dati']);
  });

  it('G36: an item without content, or with an empty one, has none', async () => {
    b.con(pronta(voce('1', '') + voce('2', risposta(' ')) + voce('3', risposta('aGEgZGF0aQ=='))));
    expect(voci(await chiediVerifica())).toEqual([null, null, 'ha dati']);
  });

  it('says which part of how many it is', async () => {
    const fornitura =
      '<datiFornitura><progressivoCorrente>2</progressivoCorrente><progressivoTotale>5</progressivoTotale></datiFornitura>';
    b.con(pronta('', fornitura));
    expect(await chiediVerifica()).toMatchObject({ esito: 'PRONTA', progressivo: 2, progressivi: 5, voci: [] });
  });

  it('says which question it answers, as far as it repeats it', async () => {
    const ricerca =
      '<ricercaElenchiRichieste><statoLavorazione>9</statoLavorazione><periodoRiferimentoRichieste><dataOraIniziale>2026-10-25T02:30:00</dataOraIniziale><dataOraFinale>2026-10-26T00:00:00+01:00</dataOraFinale></periodoRiferimentoRichieste><identificativiANPR><protocolloANPRDa>+7</protocolloANPRDa><protocolloANPRA>9</protocolloANPRA></identificativiANPR></ricercaElenchiRichieste>';
    b.con(pronta('', ricerca));
    expect(await chiediVerifica()).toMatchObject({
      domanda: {
        ticket: '303104',
        periodo: { dal: '2026-10-25T00:30:00.000Z', al: '2026-10-25T23:00:00.000Z' },
        identificativi: { da: '7', a: '9' },
      },
    });
  });

  it('with thousands of attachments is read', async () => {
    const quanti = 3_000;
    const ids = Array.from({ length: quanti }, (_, i) => `parte${i}@anpr.example`);
    const include = (id: string): string =>
      risposta(`<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${id}"/>`);
    const xml = pronta(ids.map((id, i) => voce(String(i), include(id))).join(''));
    b.con(
      ...mtom(
        xml,
        ids.map((id) => [id, Buffer.from(id)] as const),
      ),
    );
    expect(voci(await chiediVerifica())).toEqual(ids);
  });

  it.each([
    ['0', { esito: 'IN_CORSO', disponibileIl: '2023-03-23T14:15:19.890Z' }],
    ['1', { esito: 'IN_CORSO', disponibileIl: '2023-03-23T14:15:19.890Z' }],
    ['3', { esito: 'FALLITA', stato: '3' }],
    ['99', { esito: 'FALLITA', stato: '99' }],
  ])('G52, G53: state %s', async (stato, atteso) => {
    b.con(
      multipla(
        `<statoRichiesta>${stato}</statoRichiesta><idOperazioneANPR>1235006586</idOperazioneANPR><dataDisponibilita>2023-03-23T15:15:19.890+01:00</dataDisponibilita>`,
      ),
    );
    expect(await chiediVerifica()).toEqual(atteso);
  });

  it('a date without offset is the time of Rome, in summer and in winter', async () => {
    const con = (data: string): string =>
      multipla(
        `<statoRichiesta>1</statoRichiesta><idOperazioneANPR>1</idOperazioneANPR><dataDisponibilita>${data}</dataDisponibilita>`,
      );
    b.con(con('2026-07-01T12:00:00'));
    expect(await chiediVerifica()).toEqual({ esito: 'IN_CORSO', disponibileIl: '2026-07-01T10:00:00.000Z' });
    b.con(con('2026-01-01T12:00:00'));
    expect(await chiediVerifica()).toEqual({ esito: 'IN_CORSO', disponibileIl: '2026-01-01T11:00:00.000Z' });
  });
});

describe('the codes', () => {
  it('G58: EN122 at submission is an empty list without a ticket, at verification an empty list', async () => {
    b.con(ko(['EN122']));
    expect(await chiediElenco()).toEqual({ esito: 'VUOTA' });
    expect(await chiediVerifica()).toEqual({ esito: 'VUOTA' });
  });

  it('EN122 is nobody for 3002, nothing for 3003, not yet for 7002', async () => {
    b.con(ko(['EN122']));
    expect(await chiediScheda()).toEqual({ esito: 'ASSENTE' });
    expect(await chiediOperazione()).toEqual({ esito: 'ASSENTE' });
    expect(await chiediFile()).toEqual({ esito: 'NON_PRONTO', codice: 'EN122' });
  });

  it('G54: EHR16 speaks of the clock, whoever asked', async () => {
    b.con(ko(['EHR16']));
    for (const chiedi of TUTTE) expect(await rifiuto(chiedi())).toBe('OROLOGIO EHR16');
  });

  it('G55: EN148 on a ticket is a ticket lost', async () => {
    b.con(ko(['EN148']));
    expect(await chiediVerifica()).toEqual({ esito: 'PERDUTA', codice: 'EN148' });
  });

  it('G55: EN148 at submission: somebody is at work on it', async () => {
    b.con(ko(['EN148']));
    expect(await rifiuto(chiediElenco())).toBe('IN_ELABORAZIONE EN148');
  });

  it('G55, G71: EN148 on a period before 180 days: too old', async () => {
    b.con(ko(['EN148']));
    expect(await rifiuto(chiediElenco('2025-08-30T00:00:00.000Z'))).toBe('TROPPO_VECCHIO EN148');
    expect(await rifiuto(chiediElenco('2025-09-05T00:00:00.000Z'))).toBe('IN_ELABORAZIONE EN148');
  });

  it.each([
    ['elenco', () => chiediElenco('2025-08-30T00:00:00.000Z', 1)],
    ['verifica', () => chiediVerifica(1)],
  ])('G55: EN148 to our own repetition of %s: the first sending arrived', async (_, chiedi) => {
    let volte = 0;
    b.risponde((__, res) => (volte++ === 0 ? res.destroy() : res.end(ko(['EN148']))));
    expect(await rifiuto(chiedi())).toBe('IN_ELABORAZIONE EN148');
  });

  it('G56: 998 and 999 heal by themselves, and are not asked again with a number that would get the same answer', async () => {
    for (const codice of ['998', '999']) {
      b.con(ko([codice]));
      expect(await rifiuto(chiediElenco(undefined, 2))).toBe('TransientError');
      expect(b.domande).toHaveLength(1);
    }
  });

  it('G63: EN115 asks for less', async () => {
    b.con(ko(['EN115']));
    for (const chiedi of TUTTE) expect(await rifiuto(chiedi())).toBe('TROPPE_OCCORRENZE EN115');
  });

  it.each(['EHR78', 'EHR63', 'EN379', 'EC021', 'EN493', 'EN999'])('%s is a plain no', async (codice) => {
    b.con(ko([codice]));
    expect(await rifiuto(chiediElenco())).toBe(`APPLICATIVO ${codice}`);
  });

  it('G66: an HTTP 200 that says no is a no, and one without codes too', async () => {
    b.con(ko([]));
    expect(await rifiuto(chiediElenco())).toBe('APPLICATIVO ');
    b.con(multipla('<listaErrori><errore><codiceErroreAnomalia>EN001</codiceErroreAnomalia></errore></listaErrori>'));
    expect(await rifiuto(chiediElenco())).toBe('APPLICATIVO EN001');
  });

  it('a no over HTTP 500 is the same no', async () => {
    b.risponde((_, res) => {
      res.statusCode = 500;
      res.end(ko(['EN115']));
    });
    expect(await rifiuto(chiediElenco())).toBe('TROPPE_OCCORRENZE EN115');
  });

  it('a warning beside EN122 explains it (#4568); another error beside it is the answer', async () => {
    b.con(ko(['EN122', 'EN148:W']));
    expect(await chiediScheda()).toEqual({ esito: 'ASSENTE' });
    b.con(ko(['EN122', 'EN001']));
    expect(await rifiuto(chiediScheda())).toBe('APPLICATIVO EN122,EN001');
    b.con(ko(['EN001', 'EHR16']));
    expect(await rifiuto(chiediElenco())).toBe('OROLOGIO EN001,EHR16');
  });

  it('texts of ANPR stay out of every message: they may name people', async () => {
    b.con(ko(['EN001', 'un codice con un nome: MARIO']));
    const e = await chiediElenco().catch((errore: unknown) => errore as Error);
    expect(JSON.stringify(e) + String(e)).not.toMatch(/MARIO|PRVPRV/);
    expect(await rifiuto(chiediElenco())).toBe('APPLICATIVO EN001,ILLEGGIBILE');
  });
});

describe('3002', () => {
  const soggetto = '<listaSoggetti><datiSoggetto><x xsi:type="ns2:y">Ž</x></datiSoggetto></listaSoggetti>';
  const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

  it('gives the whole document without envelope, namespaces kept, with the id of the answer', async () => {
    b.con(scheda(soggetto, XSI));
    const esito = await chiediScheda();
    expect(esito).toMatchObject({ esito: 'TROVATA', idOperazioneANPR: '4310655090' });
    const { elemento, xml } = apriContenuto(esito.esito === 'TROVATA' ? esito.contenuto : Buffer.alloc(0), []);
    expect([elemento.nome, elemento.ns]).toEqual(['Risposta3002', 'http://sogei.it/ANPR/3000consultazione']);
    expect(Buffer.from(xml).toString('utf8')).toContain('<x xsi:type="ns2:y">Ž</x>');
  });

  it('G37: attachments come back inline (#4610)', async () => {
    const include =
      '<documento><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc@anpr.example"/></documento>';
    const dentro = `<listaSoggetti><datiSoggetto>${include}</datiSoggetto></listaSoggetti>`;
    b.con(...mtom(scheda(dentro), [['doc@anpr.example', Buffer.from('un contratto')]]));
    const esito = await chiediScheda();
    const xml = esito.esito === 'TROVATA' ? Buffer.from(esito.contenuto).toString('utf8') : '';
    expect(xml).toContain(`<documento>${Buffer.from('un contratto').toString('base64')}</documento>`);
  });

  it('without people and without family is nobody (#3319)', async () => {
    b.con(scheda('<listaSoggetti></listaSoggetti>'));
    expect(await chiediScheda()).toEqual({ esito: 'ASSENTE' });
  });
});

describe('3003, 7002 and the test of the connection', () => {
  const r3003 = (dentro: string): string => scheda(dentro).replaceAll('3002', '3003');
  const r7002 = (dentro: string): string =>
    scheda(dentro).replaceAll('Risposta3002_OK', 'RispostaMultipla7002').replaceAll('3002', '7002');

  it('3003 gives the document of the operation, and nothing when it is empty (#1295)', async () => {
    const con = (xml: string): string =>
      r3003(`<elencoRisposte><statoLavorazione>8</statoLavorazione><xmlRisposta>${xml}</xmlRisposta></elencoRisposte>`);
    b.con(con(Buffer.from('<a/>').toString('base64')));
    expect(await chiediOperazione()).toEqual({
      esito: 'TROVATA',
      idOperazioneANPR: '98955097',
      contenuto: Buffer.from('<a/>'),
    });
    b.con(con(''));
    expect(await chiediOperazione()).toEqual({ esito: 'ASSENTE' });
  });

  it('7002 gives the file with its format, and an empty one is not ready', async () => {
    b.con(
      r7002(
        `<file><contenutoFile>${Buffer.from('a;b').toString('base64')}</contenutoFile></file><formato>csv</formato>`,
      ),
    );
    expect(await chiediFile()).toEqual({ esito: 'PRONTO', contenuto: Buffer.from('a;b'), formato: 'csv' });
    b.con(r7002('<file/><formato>csv</formato>'));
    expect(await chiediFile()).toEqual({ esito: 'NON_PRONTO', codice: 'FILE_VUOTO' });
  });

  it('the test of the connection is content with any answer that is no refusal', async () => {
    b.con(
      busta(
        '<c:RispostaConnessione xmlns:c="http://sogei.it/ANPR/connessione"><esito>OK</esito></c:RispostaConnessione>',
      ),
    );
    await b.client().prova({ idOperazioneComune: '1' });
    b.con(ko(['EN493']));
    expect(await rifiuto(b.client().prova({ idOperazioneComune: '1' }))).toBe('APPLICATIVO EN493');
  });
});

describe('an answer that is none', () => {
  it.each([
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a page of a proxy', '<html><body>Accesso negato</body></html>'],
    ['nothing', ''],
    ['an envelope without Body', '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'],
    ['an answer without header', busta('<a:Risposta4005 xmlns:a="x"/>')],
    ['a list without state', multipla('')],
  ])('%s is TransientError', async (_, xml) => {
    b.con(xml);
    expect(await rifiuto(chiediVerifica())).toBe('TransientError');
  });

  it('is nested too deep, and ends as an error and not as the process', async () => {
    b.con(busta('<a>'.repeat(5_000) + '</a>'.repeat(5_000)));
    expect(await rifiuto(chiediVerifica())).toBe('TransientError');
  });
});
