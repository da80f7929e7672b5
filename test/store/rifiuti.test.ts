/** The log of refused calls: bounded, counted, and no flood pushes real refusals out of it. */
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import type { Rifiuto } from '../../src/store/notifica.js';
import { createRifiuti, elencaRifiuti, type Rifiuti } from '../../src/store/rifiuti.js';
import { conteggiDal } from '../../src/store/rifiuti-conteggi.js';
import { perOgniDatabase } from './databases.js';

const NOW = '2026-06-15T09:00:00.000Z';
const rifiuto = (altro: Partial<Rifiuto>): Rifiuto => ({
  ricevutoIl: NOW,
  motivo: 'NON_SOAP',
  dettaglio: 'x',
  codice: '5',
  codDestinatario: null,
  tipoNotifica: null,
  idOperazioneANPR: null,
  mittente: '192.0.2.1',
  byte: 4,
  verificato: false,
  ...altro,
});
const vera = (id: string, altro: Partial<Rifiuto> = {}): Rifiuto =>
  rifiuto({ motivo: 'NON_SALVATA', codDestinatario: '999001', idOperazioneANPR: id, verificato: true, ...altro });

const tante = (r: Rifiuti, quante: number, altro: (i: number) => Partial<Rifiuto>): Promise<unknown> =>
  Promise.all(Array.from({ length: quante }, (_, i) => r.registra(rifiuto(altro(i)))));
const ids = async (db: Database): Promise<(string | null)[]> =>
  (await db.transaction((tx) => elencaRifiuti(tx, { limit: 500 }))).map((r) => r.idOperazioneANPR);
const conteggi = (db: Database) => db.transaction((tx) => conteggiDal(tx, NOW));

perOgniDatabase((apri) => {
  it('13,000 calls of four bytes push no real refusal out: junk is counted and not listed', async () => {
    const db = await apri();
    const rifiuti = createRifiuti(db, { massimo: 100 });
    await rifiuti.registra(vera('4711'));
    await tante(rifiuti, 13_000, () => ({}));
    await rifiuti.fermo();
    expect(await ids(db)).toEqual(['4711']);
    expect(await conteggi(db)).toEqual([
      { motivo: 'NON_SALVATA', quante: 1, ultimaIl: NOW, ultimoMittente: '192.0.2.1' },
      { motivo: 'NON_SOAP', quante: 13_000, ultimaIl: NOW, ultimoMittente: '192.0.2.1' },
    ]);
  });

  it('each kind has its quota: invented ids push out one another, and nothing of a verified sender', async () => {
    const db = await apri();
    const rifiuti = createRifiuti(db, { massimo: 40 });
    for (let i = 0; i < 20; i++) await rifiuti.registra(vera(`vera-${i}`));
    await rifiuti.registra(vera('altra', { motivo: 'TESTATA', verificato: false }));
    await tante(rifiuti, 900, (i) => ({ motivo: 'FIRMA_ASSENTE', idOperazioneANPR: `inventata-${i}` }));
    const elencate = await ids(db);
    expect(elencate.filter((id) => id?.startsWith('vera'))).toHaveLength(20);
    expect(elencate.filter((id) => id?.startsWith('inventata'))).toHaveLength(10);
    expect(elencate).toContain('altra');
    await rifiuti.registra(vera('vera-20'));
    expect((await ids(db)).filter((id) => id?.startsWith('vera'))).toHaveLength(20);
    expect(await ids(db)).not.toContain('vera-0');
  });

  it('counts by ten minutes and forgets after a month; two processes add up', async () => {
    const db = await apri();
    const [uno, due] = [createRifiuti(db, { massimo: 10 }), createRifiuti(await apri(), { massimo: 10 })];
    uno.conta({ motivo: 'TLS', ricevutoIl: '2026-05-01T09:00:00.000Z', mittente: null });
    await uno.fermo();
    uno.conta({ motivo: 'TLS', ricevutoIl: '2026-06-15T08:59:00.000Z', mittente: null });
    await uno.fermo();
    for (const r of [uno, due]) r.conta({ motivo: 'TLS', ricevutoIl: NOW, mittente: '198.51.100.7' });
    await Promise.all([uno.fermo(), due.fermo()]);
    expect(await conteggi(db)).toMatchObject([{ motivo: 'TLS', quante: 2, ultimoMittente: '198.51.100.7' }]);
    const scatti = await db.transaction((tx) => tx.query('SELECT scatto FROM rifiuti_conteggi ORDER BY scatto'));
    expect(scatti).toEqual([{ scatto: '2026-06-15T08:5' }, { scatto: '2026-06-15T09:0' }]);
  });

  it('what could not be written is counted with the next that can', async () => {
    const db = await apri();
    let via = true;
    const aTratti = new Proxy(db, {
      get: (vero, nome) => {
        if (nome === 'transaction' && via) return () => Promise.reject(new Error('away'));
        const valore: unknown = Reflect.get(vero, nome, vero);
        return typeof valore === 'function' ? valore.bind(vero) : valore;
      },
    });
    const rifiuti = createRifiuti(aTratti, { massimo: 10 });
    await expect(rifiuti.registra(vera('1'))).rejects.toThrow('away');
    await tante(rifiuti, 3, () => ({}));
    await rifiuti.fermo();
    via = false;
    rifiuti.conta(rifiuto({}));
    await rifiuti.fermo();
    expect((await conteggi(db)).map((c) => [c.motivo, c.quante])).toEqual([
      ['NON_SALVATA', 1],
      ['NON_SOAP', 4],
    ]);
  });
});
