/** Two appliers of one ente on one database: one works, the other takes over when the first is gone; nothing twice. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaLease } from '../../src/store/lease.js';
import { perOgniDatabase } from '../store/databases.js';
import {
  ADESSO,
  applicaInbox,
  conta,
  finche,
  inbox,
  logDiProva,
  loopDi,
  notificaDi,
  nuovoEnte,
  righe,
  righeAttese,
  salva,
  smaltita,
} from '../work/banco.js';
import { databaseConMano } from '../work/guasti.js';
import { immigrati, residente } from '../work/persone.js';

const arrivi = (ente: Contesto, quante: number) =>
  Array.from({ length: quante }, (_, i) => notificaDi(ente, `${i}`, immigrati(i + 1, [residente(i + 1)])));
const applicate = (log: { righe: string[] }) => log.righe.filter((r) => r.includes('notifications applied')).length;

perOgniDatabase((apri) => {
  it('lets only one of two work, and the other take over at once when it stops', async () => {
    const [a, b] = [await apri(), await apri()];
    const [ente, gemello] = [nuovoEnte(), nuovoEnte()];
    await salva(a, [...arrivi(ente, 30), ...arrivi(gemello, 30)]);
    await applicaInbox(a, gemello, [50]);
    const [logA, logB] = [logDiProva(), logDiProva()];
    const primo = loopDi(a, ente, { log: logA, settings: { batchSize: 1 } });
    await finche('the first works', async () => applicate(logA) > 0);
    const secondo = loopDi(b, ente, { log: logB, settings: { batchSize: 1 } });
    await finche('half is applied', async () => applicate(logA) >= 15);
    expect(applicate(logB)).toBe(0);
    await primo.stop();
    await finche('the rest is applied', smaltita(b, ente));
    await secondo.stop();
    expect(applicate(logA) + applicate(logB)).toBe(30);
    expect(await conta(b, 'applicazioni', ente)).toBe(30);
    expect(await conta(b, 'variazioni', ente)).toBe(await conta(b, 'variazioni', gemello));
    expect(await righe(b, ente)).toEqual(righeAttese(ente, arrivi(ente, 30)));
  });

  it('takes over after the lease expires, and the one that comes back writes nothing with it', async () => {
    const [a, b] = [await apri(), await apri()];
    const ente = nuovoEnte();
    await salva(a, arrivi(ente, 6));
    let riprendi = (): void => undefined;
    const ripresa = new Promise<void>((resolve) => {
      riprendi = resolve;
    });
    // The first process freezes after reading its batch and before writing it.
    let letto = false;
    const congelata = databaseConMano(
      a,
      (sql) => {
        letto ||= sql.includes('FROM contenuti');
      },
      () => (letto ? ripresa : undefined),
    );
    const logA = logDiProva();
    const primo = loopDi(congelata, ente, { log: logA });
    await finche('the first is frozen', async () => letto);
    const piuTardi = () => new Date(Date.parse(ADESSO) + 31_000);
    const secondo = loopDi(b, ente, { now: piuTardi });
    await finche('the second has applied everything', smaltita(b, ente));
    const prima = await inbox(b, ente);
    riprendi();
    await finche('the first has noticed', async () => logA.righe.some((r) => r.startsWith('warn')));
    await primo.stop();
    await secondo.stop();
    expect(applicate(logA)).toBe(0);
    expect(await inbox(b, ente)).toEqual(prima);
    expect(prima.map((n) => n.tentativi)).toEqual(Array(6).fill(1));
    expect(await conta(b, 'applicazioni', ente)).toBe(6);
    expect(await righe(b, ente)).toEqual(righeAttese(ente, arrivi(ente, 6)));
    const [lease] = (await b.transaction(elencaLease)).filter((l) => l.nome === `ente:${ente.codComune}`);
    expect(lease).toMatchObject({ owner: '', token: 2 });
  });

  it('says once that the lease was taken over, and blames no notification for it', async () => {
    const [a, b] = [await apri(), await apri()];
    const ente = nuovoEnte();
    await salva(a, arrivi(ente, 6));
    const log = logDiProva();
    let preso = false;
    const derubata = databaseConMano(
      a,
      (sql) => {
        preso ||= sql.includes('FROM contenuti');
      },
      async () => {
        if (!preso) return;
        await b.transaction((tx) =>
          tx.execute("UPDATE lease SET token = token + 1, owner = 'altro', expires_at = '2099' WHERE nome = ?", [
            `ente:${ente.codComune}`,
          ]),
        );
      },
    );
    const loop = loopDi(derubata, ente, { log });
    await finche('it has noticed', async () => log.righe.some((r) => r.startsWith('warn')));
    await loop.stop();
    expect(log.righe.filter((r) => r.includes('notificaId'))).toEqual([]);
    expect((await inbox(b, ente)).map((n) => [n.stato, n.tentativi])).toEqual(Array(6).fill(['pending', 0]));
  });
});
