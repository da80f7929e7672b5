/** The preparatory list on a real database: who is on it, who is not, who has to be looked at. */
import { expect, it } from 'vitest';
import { listaDiciottenni } from '../../src/work/revisioni-diciottenni.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import { immigrati, nris, residente } from './persone.js';

perOgniDatabase((apri) => {
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
    expect(trovate).toMatchObject([{ data_nascita: '2008-07-01', maggiorenne_il: '2026-07-01', lista: '2026-02' }]);
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
