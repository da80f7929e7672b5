/** Folders of 3002 answers: interrupted and taken up again, nothing is missing and the report is whole. */
import { expect, it } from 'vitest';
import type { NotificaError } from '../../src/errors.js';
import type { Database } from '../../src/store/database.js';
import { createInbox } from '../../src/store/inbox.js';
import { carica } from '../../src/work/carica.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, nuovoEnte } from './banco.js';

const documento = (n: number): Buffer =>
  Buffer.from(
    n === 3
      ? '<altro/>'
      : `<r:Risposta3002 xmlns:r="http://sogei.it/ANPR/3000consultazione"><r:Risposta3002_OK><testataRisposta><idOperazioneANPR>${4_400_000_000 + n}</idOperazioneANPR></testataRisposta></r:Risposta3002_OK></r:Risposta3002>`,
  );

function* documenti(fino: number): Generator<Buffer> {
  for (let n = 1; n <= 600; n++) {
    if (n > fino) throw new Error('disk gone');
    yield documento(n);
  }
}

async function prova(db: Database, codComune: string, fino: number) {
  const scartati: NotificaError[] = [];
  const scarta = (e: NotificaError): void => void scartati.push(e);
  const opzioni = { codComune, now: () => new Date(ADESSO), scarta, segno: { db, impronta: 'cartella' } };
  const esito = await carica(createInbox(db), documenti(fino), opzioni);
  return { esito, scartati };
}

perOgniDatabase((apri) => {
  it('a folder that was interrupted goes on from where it was', async () => {
    const db = await apri();
    const { codComune } = nuovoEnte();
    await expect(prova(db, codComune, 500)).rejects.toThrow('disk gone');
    const { esito, scartati } = await prova(db, codComune, 600);
    expect(esito.ripresaDa).toBeGreaterThan(200);
    expect(esito.nuovi).toBeLessThan(400);
    expect(scartati).toHaveLength(1);
    const sql = 'SELECT COUNT(*) AS n FROM notifiche WHERE cod_destinatario = ?';
    expect(await db.transaction((tx) => tx.query(sql, [codComune]))).toEqual([{ n: 599 }]);
    expect((await prova(db, codComune, 600)).esito).toMatchObject({ nuovi: 0, giaPresenti: 599, ripresaDa: 0 });
  });
});
