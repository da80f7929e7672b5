/** TARI users on real databases: imported once however often, matched, decided by a person, photographed on 1 January. */
import { expect, it } from 'vitest';
import { calcolaCodiceFiscale } from '../../src/anpr/codice-fiscale.js';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database, Row } from '../../src/store/database.js';
import { type NomeVista, paginaVista } from '../../src/store/viste.js';
import { residenzaImu } from '../../src/work/imu.js';
import { keepTari } from '../../src/work/jobs/tari.js';
import { fotografa } from '../../src/work/tari-fotografia.js';
import { decidiUtenza, importaUtenze, riabbina } from '../../src/work/tari-utenze.js';
import { perOgniDatabase } from '../store/databases.js';
import { IMPOSTAZIONI_CONFRONTO } from './anpr-finta.js';
import { ADESSO, applicaInbox, logDiProva, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { immigrati, n01, nris, residente } from './persone.js';
import { IMPOSTAZIONI } from './riconcilia/impostazioni.js';

const NOW = new Date(ADESSO);
const CF = [1, 2, 3].map((n) =>
  calcolaCodiceFiscale({
    cognome: `ABBA${'E'.repeat(n)}`,
    nome: `PROVA${n}`,
    sesso: 'F',
    dataNascita: `198${n}-01-01`,
    codiceLuogo: 'H501',
  }),
);
const csv = (...righe: string[]): Uint8Array =>
  Buffer.from(['codice;codice_fiscale;indirizzo;categoria', ...righe].join('\n'));

const persona = (n: number, altro: Parameters<typeof residente>[1] = {}) => {
  const p = residente(n, altro);
  return { ...p, identificativi: { ...p.identificativi, codiceFiscale: CF[n - 1]! } };
};

let ultima = 8_000;

async function arriva(db: Database, ente: Contesto, contenuto: Contenuto): Promise<void> {
  await salva(db, [notificaDi(ente, String(ultima++), contenuto)]);
  await applicaInbox(db, ente, [1]);
}

const vista = (db: Database, { codComune }: Contesto, nome: NomeVista): Promise<Row[]> =>
  db.transaction((tx) => paginaVista(tx, codComune, { vista: nome, limit: 100 }));

perOgniDatabase((apri) => {
  const pronto = async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await arriva(db, ente, immigrati(1, [persona(1, { civico: 1 }), persona(2, { civico: 2 })]));
    const di = { codComune: ente.codComune, attore: 'operatore.prova', now: NOW };
    const utenze = async () =>
      (await vista(db, ente, 'v_tari_utenze')).map((u) => [u.codice, u.presente, u.abbinamento, u.occupanti]);
    return { db, ente, di, utenze };
  };

  it('a user whose code lost or won leading zeros in another export is the same user', async () => {
    const { db, di, utenze } = await pronto();
    await importaUtenze(db, csv(`0012;${CF[0]};Via Roma, 1;D1`), di);
    const altro = `sep=;\rcodice;codice_fiscale;indirizzo;categoria\r12;${CF[0]};Via Roma, 1;D1\r\u001A`;
    expect(await importaUtenze(db, Buffer.from(altro), di)).toMatchObject({
      nuove: 0,
      invariate: 1,
      nonPiuPresenti: 0,
    });
    expect((await utenze()).map(([codice, presente]) => [codice, presente])).toEqual([['0012', 1]]);
  });

  it('an import matches what is clear, leaves doubts to a person and, done again, changes nothing', async () => {
    const { db, di, utenze } = await pronto();
    const file = csv(`U1;${CF[0]};Via Roma, 1;D1`, `U2;${CF[2]};V. Roma 2;D1`, `U3;${CF[2]};Via Verdi 7;D1`);
    expect(await importaUtenze(db, file, di)).toMatchObject({ nuove: 3, abbinate: 1, dubbie: 1, senza: 1, errori: [] });
    const attese = [
      ['U1', 1, 'ABBINATA', 1],
      ['U2', 1, 'DUBBIA', null],
      ['U3', 1, 'SENZA', null],
    ];
    expect(await utenze()).toEqual(attese);
    expect(await importaUtenze(db, file, di)).toMatchObject({ nuove: 0, aggiornate: 0, invariate: 3 });
    expect(await utenze()).toEqual(attese);
  });

  it('what a person decided survives the next import, until the office changes the holder', async () => {
    const { db, ente, di, utenze } = await pronto();
    const riga = (cf: string | undefined, categoria: string) => csv(`U2;${cf};V. Roma 2;${categoria}`);
    await importaUtenze(db, riga(CF[2], 'D1'), di);
    expect(await decidiUtenza(db, { codice: 'U2', idFamiglia: '500002' }, di)).toBeNull();
    await importaUtenze(db, riga(CF[2], 'D2'), di);
    await riabbina(db, ente.codComune, NOW);
    expect(await utenze()).toEqual([['U2', 1, 'CONFERMATA', 1]]);
    await importaUtenze(db, riga(CF[1], 'D2'), di);
    expect(await utenze()).toEqual([['U2', 1, 'ABBINATA', 1]]);
    expect(await decidiUtenza(db, { codice: 'U9', idFamiglia: null }, di)).toBe('UTENZA_IGNOTA');
    expect(await decidiUtenza(db, { codice: 'U2', idFamiglia: '1' }, di)).toBe('FAMIGLIA_IGNOTA');
  });

  it('who is no longer in the list is marked, unless a line could not be read', async () => {
    const { db, di, utenze } = await pronto();
    const prima = `U1;${CF[0]};Via Roma 1;D1`;
    await importaUtenze(db, csv(prima, `U2;${CF[1]};Via Roma 2;D1`), di);
    expect(await importaUtenze(db, csv(prima, 'U2;errore;Via Roma 2;D1'), di)).toMatchObject({ nonPiuPresenti: 0 });
    expect((await utenze()).map((u) => u[1])).toEqual([1, 1]);
    expect(await importaUtenze(db, csv(prima), di)).toMatchObject({ nonPiuPresenti: 1 });
    expect((await utenze()).map((u) => u[1])).toEqual([1, 0]);
    await importaUtenze(db, Buffer.from('codice;nome\nU1;x'), di);
    expect((await utenze()).map((u) => u[1])).toEqual([1, 0]);
  });

  it('a match found by the machine follows the household, a household that is gone leaves a doubt', async () => {
    const { db, ente, di, utenze } = await pronto();
    await importaUtenze(db, csv(`U1;${CF[0]};Via Roma 1;D1`), di);
    await arriva(db, ente, n01('N010', 2, persona(1), '2026-05-01'));
    await riabbina(db, ente.codComune, NOW);
    expect(await utenze()).toEqual([['U1', 1, 'SENZA', null]]);
  });

  it('a street that is renamed leaves its users where they were, a corrected address is matched again', async () => {
    const { db, ente, di, utenze } = await pronto();
    await importaUtenze(db, csv(`U1;${CF[0]};Via Roma 1;D1`, `U2;${CF[2]};Via Roma 1;D1`), di);
    const attese = [
      ['U1', 1, 'ABBINATA', 1],
      ['U2', 1, 'DUBBIA', null],
    ];
    expect(await utenze()).toEqual(attese);
    const [residenza] = persona(1).residenze!;
    const detta = (tipoIndirizzo: string, toponimo: string) => ({
      ...persona(1),
      residenze: [{ ...residenza!, tipoIndirizzo, indirizzo: { ...residenza!.indirizzo, toponimo } }],
    });
    await arriva(db, ente, nris('5001', 5, [detta('10', 'ALDO MORO')], '2026-05-01'));
    expect(await riabbina(db, ente.codComune, NOW)).toBe(0);
    expect(await utenze()).toEqual(attese);
    await arriva(db, ente, nris('5001', 6, [detta('11', 'GARIBALDI')], '2026-05-02'));
    await riabbina(db, ente.codComune, NOW);
    expect(await utenze()).toEqual([
      ['U1', 1, 'DUBBIA', null],
      ['U2', 1, 'SENZA', null],
    ]);
  });

  it.each([
    ['in its order', [5, 6, 7]],
    ['after the news of the move that was annulled', [6, 5, 7]],
    ['after the move and its annulment', [6, 7, 5]],
    ['before the annulment is known, and the move last', [5, 7, 6]],
  ])('a renaming heard %s leaves the users where they were', async (_, ordine) => {
    const { db, ente, di, utenze } = await pronto();
    await importaUtenze(db, csv(`U1;${CF[0]};Via Roma 1;D1`), di);
    const [residenza] = persona(1).residenze!;
    const casa = (tipoIndirizzo: string, toponimo: string, dataDecorrenzaResidenza = '2020-01-01') => [
      { tipoIndirizzo, indirizzo: { ...residenza!.indirizzo, toponimo }, dataDecorrenzaResidenza },
    ];
    const detti = new Map([
      [5, nris('5001', 5, [{ ...persona(1), residenze: casa('10', 'ALDO MORO') }], '2026-05-01')],
      [6, nris('5001', 6, [{ ...persona(1), residenze: casa('1', 'VERDI', '2026-05-10') }], '2026-05-10')],
      [7, nris('5012', 7, [{ ...persona(1), residenze: casa('10', 'ALDO MORO') }], '2026-05-10')],
    ]);
    for (const n of ordine) await arriva(db, ente, detti.get(n)!);
    await riabbina(db, ente.codComune, NOW);
    expect(await utenze()).toEqual([['U1', 1, 'ABBINATA', 1]]);
  });

  it('says which households have no user, and what has become of the holder of one', async () => {
    const { db, ente, di } = await pronto();
    const senza = async () => (await vista(db, ente, 'v_tari_senza_utenza')).map((n) => n.id_famiglia_anpr);
    expect(await senza()).toEqual([]);
    await importaUtenze(db, csv(`U1;${CF[0]};Via Roma 1;D1`), di);
    expect(await senza()).toEqual(['500002']);
    const titolare = async () => {
      const [u] = await vista(db, ente, 'v_tari_utenze');
      return [u?.condizione_titolare, u?.titolare_nel_nucleo];
    };
    expect(await titolare()).toEqual(['RESIDENTE', 1]);
    await arriva(db, ente, immigrati(6, [persona(3, { civico: 1, famiglia: '500001', legame: '3' })]));
    await arriva(db, ente, n01('N010', 7, persona(1), '2026-05-01'));
    expect(await titolare()).toEqual(['NON_RESIDENTE', 0]);
  });

  it('the months of residence in each dwelling follow the moves of the person', async () => {
    const { db, ente, di } = await pronto();
    const altrove = {
      ...persona(1, { civico: 5 }),
      residenze: residente(1, { civico: 5, dal: '2026-04-20' }).residenze!,
    };
    await arriva(db, ente, nris('5005', 8, [altrove], '2026-04-20'));
    expect(await residenzaImu(db, { chi: CF[0]!, anno: 2026 }, di)).toMatchObject([
      { indirizzo: 'VIA ROMA 1, VALFINTA', mesi: [1, 2, 3, 4] },
      { indirizzo: 'VIA ROMA 5, VALFINTA', mesi: [5, 6, 7, 8, 9, 10, 11, 12] },
    ]);
    expect(await residenzaImu(db, { chi: 'NESSUNO', anno: 2026 }, di)).toBeUndefined();
  });

  it('every night keeps the snapshot where the regulation counts by it, and only there', async () => {
    const { db, ente } = await pronto();
    const notte = (valore: string) => {
      const parametri = [{ nome: 'tari_regola_componenti', valore, dal: '2020-01-01', atto: 'Reg. 2020' }];
      const base = { nome: 'Comune di Prova', codiciStorici: [], keystores: [], keystoreDir: null };
      const enti = [{ ...base, codiceIstat: ente.codComune, parametri }];
      const resto = {
        log: logDiProva(),
        client: () => null,
        keystores: () => [],
        confronto: IMPOSTAZIONI_CONFRONTO,
        riconciliazione: IMPOSTAZIONI,
        contentsDays: 1,
        ledgerDays: 400,
        tlsFile: null,
        caFiles: [],
        sveglia: () => {},
      };
      return keepTari({ db, enti, now: () => NOW, ...resto });
    };
    expect(await notte('MESE_SUCCESSIVO')).toEqual({ matched: 0, changed: 0 });
    expect(await notte('PRIMO_GENNAIO')).toEqual({ matched: 0, changed: 2 });
    expect(await notte('MESE_SUCCESSIVO')).toEqual({ matched: 0, changed: 0 });
    await arriva(db, ente, n01('N010', 9, persona(2), '2025-11-30'));
    expect(await notte('MESE_SUCCESSIVO')).toMatchObject({ changed: 1 });
  });

  it('the snapshot of 1 January is written once, and later news adds a version without touching it', async () => {
    const { db, ente } = await pronto();
    const scatta = () => fotografa(db, { codComune: ente.codComune, anno: 2026, now: NOW });
    const foto = async () =>
      (await vista(db, ente, 'v_tari_fotografie')).map((f) => [f.id_famiglia_anpr, f.versione, f.occupanti, f.ultima]);
    expect(await scatta()).toMatchObject({ nuclei: 2, occupanti: 2, nuove: 2 });
    expect(await scatta()).toMatchObject({ nuove: 0 });
    // Since before 1 January, known now; and one of after it, which the snapshot does not see.
    await arriva(
      db,
      ente,
      immigrati(3, [persona(3, { famiglia: '500001', legame: '3', dal: '2025-12-20' })], '2025-12-20'),
    );
    await arriva(db, ente, n01('N010', 4, persona(2), '2026-02-01'));
    expect(await scatta()).toMatchObject({ nuclei: 2, occupanti: 3, nuove: 1 });
    expect(await foto()).toEqual([
      ['500001', 1, 1, 0],
      ['500001', 2, 2, 1],
      ['500002', 1, 1, 1],
    ]);
    await arriva(db, ente, n01('N010', 5, persona(2), '2025-12-31'));
    await scatta();
    expect((await foto()).at(-1)).toEqual(['500002', 2, 0, 1]);
  });
});
