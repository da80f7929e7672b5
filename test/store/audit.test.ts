/** The audit trail gives back the very changes that were written, and the bookmarks of the jobs their last value. */
import { expect, it } from 'vitest';
import type { RowChange } from '../../src/registri/righe.js';
import { applicazioniDi, azioni, registraApplicazioni, registraAzione } from '../../src/store/audit.js';
import { leggiStatoLavoro, scriviStatoLavoro } from '../../src/store/lavori.js';
import { perOgniDatabase } from './databases.js';
import { COMUNE } from './notifiche.js';

const NOW = '2026-03-01T09:00:00.000Z';

perOgniDatabase((apri) => {
  it('tells what each application of a notification changed', async () => {
    const db = await apri();
    const cambio: RowChange = {
      tabella: 'famiglie',
      prima: null,
      dopo: { id_famiglia_anpr: '07', intestatario: "D'À 👩" },
    };
    const voce = { codComune: COMUNE, applicataIl: NOW };
    await db.transaction((tx) =>
      registraApplicazioni(tx, [
        { ...voce, notificaId: 1, cambi: [cambio] },
        { ...voce, notificaId: 2, cambi: [] },
        { ...voce, notificaId: 1, cambi: [cambio, cambio] },
      ]),
    );
    const lette = await db.transaction((tx) => applicazioniDi(tx, 1));
    expect(lette.map((a) => a.cambi)).toEqual([[cambio], [cambio, cambio]]);
  });

  it('tells what operators did, newest first, a page at a time', async () => {
    const db = await apri();
    for (const azione of ['riprova', 'scarta', 'ricostruisci'])
      await db.transaction((tx) =>
        registraAzione(tx, { quando: NOW, attore: 'mrossi', azione, oggetto: 'notifica:1' }),
      );
    const prima = await db.transaction((tx) => azioni(tx, { limit: 2 }));
    expect(prima.map((a) => a.azione)).toEqual(['ricostruisci', 'scarta']);
    const poi = await db.transaction((tx) => azioni(tx, { limit: 2, primaDiId: prima[1]!.id }));
    expect(poi.map((a) => a.azione)).toEqual(['riprova']);
  });

  it('keeps the last bookmark of a job', async () => {
    const db = await apri();
    await db.transaction(async (tx) => {
      expect(await leggiStatoLavoro(tx, '4005')).toBeUndefined();
      for (const valore of ['2026-01-01', '2026-02-01']) await scriviStatoLavoro(tx, '4005', { valore, now: NOW });
      expect(await leggiStatoLavoro(tx, '4005')).toBe('2026-02-01');
    });
  });
});
