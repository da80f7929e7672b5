/** The semestrale on a real database: who is on its list and proposed to it, who is not, who has to be looked at. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database, Row } from '../../src/store/database.js';
import { ricalcolaGiorno } from '../../src/work/calendario.js';
import {
  calendarioRevisioni,
  chiudiRevisione,
  confermaRevisioni,
  elencaProposte,
  generaRevisioni,
  iniziaRevisione,
} from '../../src/work/revisioni.js';
import { decidiProposte } from '../../src/work/revisioni-decisioni.js';
import { listaDellaRevisione, listaDiciottenni } from '../../src/work/revisioni-diciottenni.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, logDiProva, notificaDi, nuovoEnte, righe, righeAttese, salva } from './banco.js';
import { immigrati, n01, nris, residente } from './persone.js';

const giorno = (db: Database, ente: Contesto, oggi: string): Promise<number> =>
  ricalcolaGiorno(
    (fn) => db.transaction(fn),
    { contesto: { ...ente, oggi }, now: `${oggi}T01:00:00.000Z` },
    logDiProva(),
  );

const ufficio = ({ codComune }: Contesto, oggi = '2026-02-01') => ({
  codComune,
  attore: 'ufficio',
  now: new Date(`${oggi}T09:00:00.000Z`),
});

/** The proposals, one line each, by person. */
const proposte = async (db: Database, { codComune }: Contesto): Promise<string[]> => {
  const viste = await db.transaction((tx) =>
    tx.query<Row>(
      `SELECT id_scheda_anpr, tipo, motivo, stato, revisione, decorrenza FROM v_elettorale_variazioni
       WHERE cod_comune = ? ORDER BY id_scheda_anpr, id`,
      [codComune],
    ),
  );
  return viste.map((v) => [v.id_scheda_anpr, v.tipo, v.motivo, v.stato, v.revisione, v.decorrenza].join(' '));
};

const diciottenni = async (db: Database, { codComune }: Contesto): Promise<string[]> => {
  const viste = await db.transaction((tx) =>
    tx.query<Row>('SELECT * FROM v_elettorale_diciottenni WHERE cod_comune = ? ORDER BY soggetto', [codComune]),
  );
  return viste.map((v) => `${v.id_scheda_anpr} ${v.lista} ${v.stato ?? '-'}`);
};

async function confermaTutte(db: Database, ente: Contesto): Promise<void> {
  await generaRevisioni(db, 2026, ufficio(ente));
  const { revisioni } = await calendarioRevisioni(db, ente.codComune);
  await confermaRevisioni(
    db,
    revisioni.map((r) => r.codice),
    ufficio(ente),
  );
}

perOgniDatabase((apri) => {
  it('proposes to the semestrale who turns eighteen in its half-year, from the first day of the list, and never again', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-01-20');
    const [settembre, ottobre, gennaio] = ['2008-09-03', '2008-10-04', '2009-01-05'].map((nascita, i) =>
      residente(i + 1, { nascita }),
    );
    const notifiche = [notificaDi(ente, 's1', immigrati(1, [settembre!, ottobre!, gennaio!]))];
    await salva(db, notifiche);
    await applicaInbox(db, ente, [1]);
    await confermaTutte(db, ente);
    const arriva = await listaDellaRevisione(db, 'SEM-2026-04', ufficio(ente));
    expect(arriva).toEqual({ lista: '2026-02', dal: '2026-02-01', daProporre: 2, daVerificare: 0 });
    expect(await giorno(db, ente, '2026-01-31')).toBe(0);
    expect(await proposte(db, ente)).toEqual([]);
    expect(await giorno(db, ente, '2026-02-01')).toBe(2);
    const proposta = (n: number, stato: string, dal: string, revisione = 'SEM-2026-04') =>
      `${100_000 + n} ISCRIZIONE ETA ${stato} ${revisione} ${dal}`;
    expect(await proposte(db, ente)).toEqual([
      proposta(1, 'PROPOSTA', '2026-09-03'),
      proposta(2, 'PROPOSTA', '2026-10-04'),
    ]);
    expect(await diciottenni(db, ente)).toEqual([
      '100001 2026-02 DA_ISCRIVERE',
      '100002 2026-02 DA_ISCRIVERE',
      '100003 2026-08 -',
    ]);
    expect(await righe(db, ente)).toEqual(righeAttese({ ...ente, oggi: '2026-02-01' }, notifiche));
    const elenco = await elencaProposte(db, 'SEM-2026-04', ufficio(ente));
    await iniziaRevisione(db, 'SEM-2026-04', ufficio(ente, '2026-04-02'));
    await decidiProposte(db, { ids: [Number(elenco[0]!.id)], esito: 'APPROVATA' }, ufficio(ente, '2026-04-03'));
    const no = { ids: [Number(elenco[1]!.id)], esito: 'RESPINTA', motivo: 'sentenza' } as const;
    await decidiProposte(db, no, ufficio(ente, '2026-04-03'));
    await chiudiRevisione(db, { codice: 'SEM-2026-04', approvaTutte: false }, ufficio(ente, '2026-04-10'));
    await giorno(db, ente, '2026-08-01');
    await giorno(db, ente, '2026-10-05');
    expect(await proposte(db, ente)).toEqual([
      proposta(1, 'APPROVATA', '2026-09-03'),
      proposta(2, 'RESPINTA', '2026-10-04'),
      proposta(3, 'PROPOSTA', '2027-01-05', 'SEM-2026-10'),
    ]);
    expect(await diciottenni(db, ente)).toEqual(['100003 2026-08 DA_ISCRIVERE']);
    expect(await righe(db, ente)).toEqual(righeAttese({ ...ente, oggi: '2026-10-05' }, notifiche));
  });

  it('takes back the proposal of who leaves before the round, and gives who comes after it to the next one', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-01-20');
    await confermaTutte(db, ente);
    const [parte, arriva] = ['2008-09-03', '2008-10-04'].map((nascita, i) => residente(i + 1, { nascita }));
    await salva(db, [notificaDi(ente, 'p1', immigrati(1, [parte!]))]);
    await applicaInbox(db, ente, [1]);
    await giorno(db, ente, '2026-02-01');
    const poi = { ...ente, oggi: '2026-06-15' };
    const seguono = [n01('N010', 2, parte!, '2026-02-20'), immigrati(3, [arriva!], '2026-05-02')];
    await salva(
      db,
      seguono.map((c, i) => notificaDi(ente, `p2${i}`, c)),
    );
    await applicaInbox(db, poi, [1]);
    expect(await proposte(db, ente)).toEqual([
      '100001 ISCRIZIONE ETA RITIRATA SEM-2026-04 2026-09-03',
      '100002 ISCRIZIONE ETA PROPOSTA SEM-2026-10 2026-10-04',
    ]);
    await giorno(db, ente, '2026-10-04');
    expect((await proposte(db, ente)).at(-1)).toBe('100002 ISCRIZIONE ETA PROPOSTA SEM-2026-10 2026-10-04');
  });

  it('is proposed also by the initial load, which proposes nothing else', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-06-15');
    await confermaTutte(db, ente);
    const classi = ['2008-09-03', '2009-01-05', '1980-01-01'].map((nascita, i) => residente(i + 1, { nascita }));
    const carico = { ...notificaDi(ente, 'c1', immigrati(1, classi)), canale: 'CARICO' as const };
    await salva(db, [carico]);
    await applicaInbox(db, ente, [1]);
    expect(await proposte(db, ente)).toEqual(['100001 ISCRIZIONE ETA PROPOSTA SEM-2026-10 2026-09-03']);
  });

  it('is proposed on the first run of the calendar after the update of a database that waited for the birthday', async () => {
    const db = await apri();
    const ente = nuovoEnte('2026-01-20');
    await confermaTutte(db, ente);
    const classi = ['2008-09-03', '2009-01-05', '2012-02-29'].map((nascita, i) => residente(i + 1, { nascita }));
    await salva(db, [notificaDi(ente, 'm1', immigrati(1, classi))]);
    await applicaInbox(db, ente, [1]);
    const attese = await righe(db, ente);
    await db.transaction(async (tx) => {
      for (const [i, compleanno] of ['2026-09-03', '2027-01-05', '2030-03-01'].entries()) {
        const soggetto = `S:${100_001 + i}`;
        await tx.execute('UPDATE anagrafe SET ricalcola_il = ? WHERE soggetto = ?', [compleanno, soggetto]);
      }
      await tx.execute("DELETE FROM migrazioni WHERE name LIKE 'AnagrafeRicalcolaDiciottenni%'");
    });
    await db.migrate();
    expect(await righe(db, ente)).toEqual(attese);
    expect(await giorno(db, ente, '2026-02-02')).toBe(1);
    expect(await proposte(db, ente)).toEqual(['100001 ISCRIZIONE ETA PROPOSTA SEM-2026-04 2026-09-03']);
  });

  it('names the Italians with a complete birth date who turn eighteen, and counts the partial ones', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const nati = [
      '2008-06-30',
      '2008-07-01',
      '2008-12-31',
      '2009-01-01',
      '2008-09-09',
      '2008-10-10',
      '2008-11-01',
      '2012-02-29',
    ];
    const persone = nati.map((nascita, i) => ({ ...residente(i + 1, { nascita }) }));
    const straniera = { ...persone[4]!, cittadinanze: [{ codiceStato: '215' }] };
    const lista = { elettore: 'S', generale: { codiceIstat: '999001', sezione: '1' } };
    const contenuti = [
      immigrati(1, [...persone.slice(0, 4), straniera, persone[5]!, persone[7]!]),
      nris('5010', 2, [{ ...persone[5]!, liste: lista }]),
    ];
    await salva(
      db,
      contenuti.map((c, i) => notificaDi(ente, `d${i}`, c)),
    );
    await applicaInbox(db, ente, [10]);
    await db.transaction((tx) =>
      tx.execute(
        "UPDATE anagrafe SET precisione_nascita = 'MESE' WHERE cod_comune = ? AND data_nascita = '2008-12-31'",
        [ente.codComune],
      ),
    );
    const chi = { codComune: ente.codComune, attore: 'ufficio', now: new Date(ADESSO) };
    const { semestre, persone: trovate, daVerificare } = await listaDiciottenni(db, undefined, chi);
    expect(semestre.lista).toBe('2026-02');
    expect(trovate).toMatchObject([
      { stato: 'DA_ISCRIVERE', data_nascita: '2008-07-01', maggiorenne_il: '2026-07-01', lista: '2026-02' },
    ]);
    expect(daVerificare).toBe(1);
    expect((await listaDiciottenni(db, '2025-08', chi)).persone).toMatchObject([
      { maggiorenne_il: '2026-06-30', lista: '2025-08' },
    ]);
    expect((await listaDiciottenni(db, '2029-08', chi)).persone).toMatchObject([
      { data_nascita: '2012-02-29', maggiorenne_il: '2030-03-01', lista: '2029-08' },
    ]);
    await expect(listaDiciottenni(db, '2026-05', chi)).rejects.toThrow('AAAA-02 e AAAA-08');
  });
});
