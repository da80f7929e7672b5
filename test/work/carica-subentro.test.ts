/** The official layout: every good person becomes facts, every bad one is told, and the road taken leaves no trace in the rows. */
import { describe, expect, it } from 'vitest';
import { creaComune, schedeIniziali, subentroIniziale } from '../../src/simulatore/index.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { carica as carica3002 } from '../../src/work/carica.js';
import {
  caricaSubentro,
  type EsitoSubentro,
  type OpzioniSubentro,
  type ScartoSubentro,
  SubentroError,
} from '../../src/work/carica-subentro.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, type Righe, righe, salva } from './banco.js';
import { n01, nris, residente } from './persone.js';

const CODICE = '999001';

async function* pezzi(testo: string | Buffer, lunghi = 509): AsyncGenerator<Uint8Array> {
  const byte = Buffer.from(testo);
  for (let i = 0; i < byte.length; i += lunghi) yield byte.subarray(i, i + lunghi);
}

/** One person of the layout. */
interface Uno {
  readonly n: number;
  readonly famiglia?: number;
  readonly legame?: string;
  readonly dentro?: string;
  readonly dopo?: string;
}
const soggetto = ({ n, famiglia = n, legame = '1', dentro = '', dopo = '' }: Uno): string => {
  const { identificativi: id, generalita: g } = residente(n);
  return `<soggetto><generalitaSubIscr><codiceFiscale><codFiscale>${id.codiceFiscale}</codFiscale><validitaCF>1</validitaCF></codiceFiscale><cognome>${g?.cognome}</cognome><nome>NOME</nome><sesso>F</sesso><dataNascita>1980-01-01</dataNascita>${dentro}<idSchedaSoggettoANPR>${id.idSchedaSoggettoANPR}</idSchedaSoggettoANPR></generalitaSubIscr><cittadinanza><descrizioneStato>ITALIA</descrizioneStato><codiceStato>100</codiceStato></cittadinanza><paternita><cognome>SEGRETO</cognome></paternita><residenza><tipoIndirizzo>1</tipoIndirizzo><indirizzo><cap>00100</cap><comune><nomeComune>VALFINTA</nomeComune><codiceIstat>${CODICE}</codiceIstat></comune><toponimo><specie>VIA</specie><denominazioneToponimo>ROMA</denominazioneToponimo></toponimo><numeroCivico><numero>${n}</numero></numeroCivico></indirizzo><dataDecorrenzaResidenza>2020-01-01</dataDecorrenzaResidenza></residenza><famiglia><idFamConvComune>${famiglia}</idFamConvComune><legameSoggetto><dataDecorrenza>2020-01-01</dataDecorrenza><codiceLegame>${legame}</codiceLegame></legameSoggetto></famiglia>${dopo}</soggetto>`;
};
const famiglia = (n: number, { istat = CODICE, anpr = true } = {}): string =>
  `<famiglia><idFamigliaConvivenzaComune><idFamigliaConvivenzaComuneIstat>${istat}</idFamigliaConvivenzaComuneIstat><idFamigliaConvivenza>${n}</idFamigliaConvivenza></idFamigliaConvivenzaComune>${anpr ? `<idFamigliaConvivenzaANPR>${500_000 + n}</idFamigliaConvivenzaANPR>` : ''}<tipoScheda>3</tipoScheda></famiglia>`;

const tracciato = (soggetti: readonly string[], famiglie: readonly string[], invio = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:subentro xmlns:s="http://sogei.it/ANPR/subentro"><datiFornitura><versioneFornitura>1</versioneFornitura></datiFornitura>${invio}<generalitaSoggetti>${soggetti.join('\n')}</generalitaSoggetti><famiglie>${famiglie.join('')}</famiglie></s:subentro>`;
const numeri = (quanti: number): number[] => Array.from({ length: quanti }, (_, i) => i + 1);
const comune = (quanti: number): string =>
  tracciato(
    numeri(quanti).map((n) => soggetto({ n })),
    numeri(quanti).map((n) => famiglia(n)),
  );

async function carica(
  db: Database,
  codComune: string,
  testi: readonly (string | Buffer | AsyncIterable<Uint8Array>)[],
  altro: Partial<OpzioniSubentro> = {},
): Promise<{ esito: EsitoSubentro; scarti: ScartoSubentro[] }> {
  const scarti: ScartoSubentro[] = [];
  let lettura = 0;
  const parti = async function* () {
    lettura += 1;
    for (const [i, t] of testi.entries())
      yield {
        dove: `${i + 1}.xml`,
        byte: typeof t === 'string' || Buffer.isBuffer(t) ? pezzi(t) : lettura === 1 ? pezzi(comune(600)) : t,
      };
  };
  const esito = await caricaSubentro({ db, inbox: createInbox(db) }, parti, {
    codComune,
    codici: [CODICE],
    momento: '2026-03-01T00:00:00.000Z',
    impronta: 'prova',
    now: () => new Date(ADESSO),
    scarta: (s) => void scarti.push(s),
    ...altro,
  });
  return { esito, scarti };
}

const errore = async (p: Promise<unknown>): Promise<SubentroError> => {
  const e = await p.catch((x: unknown) => x);
  expect(e).toBeInstanceOf(SubentroError);
  return e as SubentroError;
};

/** Without what the layout does not carry: the national id, the motive of AIRE, the sections and the added lists. */
function comparabili(r: Righe, codComune: string): Righe {
  const { elettorale_elettori: _, ...altre } = r;
  const senza = (k: string, v: unknown): unknown => {
    if (k === 'motivo_iscrizione' && String(v).startsWith('C')) return null;
    return k === 'id_anpr' || k === 'last_notifica_id' ? undefined : v;
  };
  return JSON.parse(JSON.stringify(altre, senza).replaceAll(codComune, 'ENTE')) as Righe;
}

perOgniDatabase((apri) => {
  it('the file the fictitious ANPR writes ends in the rows of its cards', async () => {
    const db = await apri();
    const paese = creaComune({
      seed: 'subentro',
      codiceIstat: CODICE,
      nome: 'VALFINTA',
      abitanti: 150,
      oggi: '2026-03-01',
    });
    const [a, b] = [nuovoEnte(), nuovoEnte()];
    const testo = [...subentroIniziale(paese)].join('');
    const { esito, scarti } = await carica(db, a.codComune, [testo], { momento: undefined });
    expect(scarti).toEqual([]);
    expect(esito.persone).toBe(paese.iniziale.persone.size);
    const schede = [...schedeIniziali(paese)].map((s) => Buffer.from(s.contenuto));
    await carica3002(createInbox(db), schede, { codComune: b.codComune, now: () => new Date(ADESSO) });
    for (const ente of [a, b]) await applicaInbox(db, ente, [50]);
    const [dalTracciato, dalleSchede] = [await righe(db, a), await righe(db, b)];
    expect(Object.keys(dalTracciato.anagrafe ?? {}).length).toBeGreaterThan(140);
    expect(comparabili(dalTracciato, a.codComune)).toEqual(comparabili(dalleSchede, b.codComune));
    const iscritti = (r: Righe) =>
      Object.entries(r.elettorale_elettori ?? {}).filter(([k, v]) => k.endsWith('GENERALE') && v.stato === 'ISCRITTO');
    expect(iscritti(dalTracciato).map(([k]) => k)).toEqual(iscritti(dalleSchede).map(([k]) => k));
  });

  it('a load repeated, or made after months of notifications, ends in the same rows', async () => {
    const db = await apri();
    const testo = tracciato(
      [soggetto({ n: 1 }), soggetto({ n: 2, famiglia: 1, legame: '3' }), soggetto({ n: 3 }), soggetto({ n: 4 })],
      [famiglia(1), famiglia(3), famiglia(4)],
    );
    const notifiche = (ente: ReturnType<typeof nuovoEnte>) => [
      notificaDi(ente, '11', n01('N010', 11, residente(3), '2026-04-10')),
      notificaDi(ente, '12', nris('5005', 12, [residente(4, { civico: 99, dal: '2026-05-01' })], '2026-05-01')),
      notificaDi(ente, '13', nris('5008', 13, [residente(1, { cognome: 'VECCHIO' })], '2026-02-01')),
    ];
    const esiti = [];
    for (const come of ['prima', 'dopo', 'due volte'] as const) {
      const suo = nuovoEnte();
      if (come !== 'prima') {
        await salva(db, notifiche(suo));
        await applicaInbox(db, suo, [2]);
      }
      await carica(db, suo.codComune, [testo]);
      await applicaInbox(db, suo, [3]);
      if (come === 'prima') await salva(db, notifiche(suo));
      if (come === 'due volte') expect((await carica(db, suo.codComune, [testo])).esito.nuovi).toBe(0);
      await applicaInbox(db, suo, [3]);
      esiti.push(JSON.stringify(await righe(db, suo)).replaceAll(suo.codComune, 'ENTE'));
    }
    expect(esiti[1]).toBe(esiti[0]);
    expect(esiti[2]).toBe(esiti[0]);
    expect(esiti[0]).toContain('VIA ROMA 99');
    expect(JSON.stringify((JSON.parse(esiti[0]!) as Record<string, unknown>).anagrafe)).not.toContain('VECCHIO');
    expect(esiti[0]).not.toContain('SEGRETO');
  });

  it('the bad people are told with their number and what was expected, the good ones are loaded, nothing is a variazione', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const due = tracciato(
      [soggetto({ n: 5 }), soggetto({ n: 6, famiglia: 99 }), soggetto({ n: 7, famiglia: 8 })],
      [famiglia(5), famiglia(8, { anpr: false })],
    );
    const senzaId = soggetto({ n: 2 })
      .replace(/<codiceFiscale>.*?<\/codiceFiscale>/, '')
      .replace(/<idSchedaSoggettoANPR>.*?<\/idSchedaSoggettoANPR>/, '');
    const uno = tracciato(
      [
        soggetto({ n: 1 }),
        senzaId,
        soggetto({ n: 3 }).replace('1980-01-01', '1980-13-01').replace('<cognome>COGNOME3</cognome>', ''),
      ],
      [famiglia(1), famiglia(2), famiglia(3)],
    );
    const { esito, scarti } = await carica(db, ente.codComune, [uno, due]);
    expect(esito).toMatchObject({ persone: 4, scartate: 2, incomplete: 2, famiglie: 5 });
    expect(scarti.map((s) => [s.dove, s.soggetto, s.caricata, s.problemi.map((p) => p.campo).join()])).toEqual([
      ['1.xml', 2, false, 'idSchedaSoggettoANPR, codFiscale'],
      ['1.xml', 3, false, 'cognome,dataNascita'],
      ['2.xml', 2, true, 'famiglia/idFamConvComune'],
      ['2.xml', 3, true, 'famiglia/idFamConvComune'],
    ]);
    await applicaInbox(db, ente, [10]);
    const r = await righe(db, ente);
    expect(Object.keys(r.anagrafe ?? {})).toEqual(['S:100001', 'S:100005', 'S:100006', 'S:100007']);
    expect(Object.keys(r.famiglie ?? {})).toEqual(['500001', '500005']);
    const sql = 'SELECT COUNT(*) AS n FROM variazioni WHERE cod_comune = ?';
    expect(await db.transaction((tx) => tx.query(sql, [ente.codComune]))).toEqual([{ n: 0 }]);
  });

  it('a load that was interrupted goes on from where it was', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const testo = comune(600);
    async function* interrotto(): AsyncGenerator<Uint8Array> {
      let letti = 0;
      for await (const pezzo of pezzi(testo, 4096)) {
        letti += pezzo.length;
        if (letti > testo.length * 0.7) throw new Error('disk gone');
        yield pezzo;
      }
    }
    await expect(carica(db, ente.codComune, [interrotto()])).rejects.toThrow('disk gone');
    const { esito } = await carica(db, ente.codComune, [testo]);
    expect(esito.ripresaDa).toBeGreaterThan(200);
    const sql = 'SELECT COUNT(*) AS n FROM notifiche WHERE cod_destinatario = ?';
    expect(await db.transaction((tx) => tx.query(sql, [ente.codComune]))).toEqual([{ n: 600 }]);
  });
});

describe('a file that is not whole', () => {
  const senzaDatabase = {
    transaction: () => Promise.reject(new Error('nothing may be written')),
  } as unknown as Database;
  const prova = (testo: string | Buffer, altro: Partial<OpzioniSubentro> = {}) =>
    errore(carica(senzaDatabase, CODICE, [testo], altro));

  it('loads nothing when it is cut, of another comune, empty, without a day, with a DOCTYPE or in a wrong encoding', async () => {
    const buono = comune(3);
    expect(await prova(buono.slice(0, -200))).toMatchObject({ motivo: 'XML' });
    expect(await prova(tracciato([soggetto({ n: 1 })], [famiglia(1, { istat: '123456' })]))).toMatchObject({
      motivo: 'ALTRO_COMUNE',
      perche: expect.stringContaining('123456'),
    });
    expect(await prova(tracciato([], []))).toMatchObject({ motivo: 'VUOTO' });
    expect(await prova(buono, { momento: undefined })).toMatchObject({
      motivo: 'SENZA_DATA',
      perche: expect.stringContaining('--estratto-il'),
    });
    expect(await prova(buono.replace('?><s:', '?><!DOCTYPE s [<!ENTITY a "b">]><s:'))).toMatchObject({ motivo: 'XML' });
    expect(await prova(Buffer.from(buono.replaceAll('NOME<', 'NOMÉ<'), 'latin1'))).toMatchObject({ motivo: 'XML' });
    expect(await prova(`${buono.slice(0, 300)}<x>${'a'.repeat(9_000_000)}`)).toMatchObject({ motivo: 'XML' });
    expect(await prova(Buffer.alloc(1_000_000))).toMatchObject({ motivo: 'XML' });
  });
});
