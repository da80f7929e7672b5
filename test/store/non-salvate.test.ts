/** What was answered with HTTP 503 counts as an attempt of ANPR once the database is back (G12). */
import { expect, it } from 'vitest';
import { tentate } from '../../src/anpr/tentativi.js';
import { InfrastructureError } from '../../src/errors.js';
import { rifiutiConId } from '../../src/store/arrivi.js';
import { creaNonSalvate, NON_SALVATA } from '../../src/store/non-salvate.js';
import { createRifiuti } from '../../src/store/rifiuti.js';
import { ISTAT, notifica } from '../cli/banco.js';
import { perOgniDatabase } from './databases.js';

perOgniDatabase((apri) => {
  it('G12: attempts answered with 503 are noted when the database is back, none twice, and test notifications never', async () => {
    const db = await apri();
    const rifiuti = createRifiuti(db, { massimo: 100 });
    let via = true;
    const nonSalvate = creaNonSalvate({
      registra: (r) => (via ? Promise.reject(new InfrastructureError('away')) : rifiuti.registra(r)),
    });
    for (const ora of ['09:00', '09:05'])
      nonSalvate.annota(notifica({ idOperazioneANPR: '4711', ricevutaIl: `2026-06-15T${ora}:00.000Z` }));
    nonSalvate.annota(notifica({ idOperazioneANPR: '999999', prova: true }));
    await nonSalvate.riversa();
    via = false;
    await nonSalvate.riversa();
    await nonSalvate.riversa();
    const giorno = { dal: '2026-06-15T00:00:00.000Z', al: '2026-06-16T00:00:00.000Z' };
    const letti = await db.transaction((tx) => rifiutiConId(tx, [ISTAT], giorno));
    expect(tentate(letti, new Set(), new Date('2026-06-15T09:06:00.000Z'))).toMatchObject([
      { idOperazioneANPR: '4711', tentativi: 2, motivi: [NON_SALVATA], stato: 'IN_CORSO' },
    ]);
  });

  it('memory is bounded', async () => {
    let registrate = 0;
    const nonSalvate = creaNonSalvate({
      registra: async () => {
        registrate += 1;
      },
    });
    for (let i = 0; i < 1_500; i++) nonSalvate.annota(notifica());
    await nonSalvate.riversa();
    expect(registrate).toBe(1_000);
  });
});
