/**
 * Keeps the anomalies in step with the facts: what the rows fail is open, what they pass is closed.
 * Invariant: only the rules of `REGOLE` close by themselves; a note of one notification stays until somebody closes it. What
 * a person closed is not opened again until the facts have once stopped asking for it.
 */
import { voceDi } from '../anpr/tabella.js';
import type { Nota } from '../notifiche/tipo.js';
import { REGOLE } from '../registri/controlli.js';
import type { Segnalazione } from '../registri/stato.js';
import { apriAnomalie, chiudiAnomaliePerId, type NuovaAnomalia } from '../store/anomalie.js';
import { descriviAnomalia } from '../store/confronto.js';
import type { Tx } from '../store/database.js';
import { anomalieNote, dimenticaChiuse } from '../store/segnalazioni.js';

/** What was found about each object touched, by the notification that touched it last. */
export type Segnalati = ReadonlyMap<
  string,
  { readonly segnalazioni: readonly Segnalazione[]; readonly notificaId: number | null }
>;

interface Quando {
  readonly codComune: string;
  readonly now: string;
}

/** Opens and closes the anomalies of the objects touched. */
export async function allineaAnomalie(tx: Tx, { codComune, now }: Quando, segnalati: Segnalati): Promise<void> {
  const conosciute = await anomalieNote(tx, codComune, [...segnalati.keys()]);
  const note = new Map(conosciute.map((a) => [`${a.regola}/${a.oggetto}`, a]));
  const nuove: NuovaAnomalia[] = [];
  for (const [oggetto, { segnalazioni, notificaId }] of segnalati) {
    for (const [regola, dettaglio] of regoleDi(segnalazioni)) {
      const testo = voceDi(REGOLE, regola);
      if (testo === undefined) continue;
      const descrizione = dettaglio === undefined ? testo.descrizione : `${testo.descrizione} (${dettaglio})`;
      const nota = note.get(`${regola}/${oggetto}`);
      if (nota === undefined) {
        const di = notificaId === null ? {} : { notificaId };
        nuove.push({ codComune, regola, ...testo, descrizione, oggetto, apertaIl: now, ...di });
      } else if (dettaglio !== undefined && nota.aperta === 1 && nota.descrizione !== descrizione)
        await descriviAnomalia(tx, { codComune, regola, oggetto }, descrizione);
    }
  }
  if (nuove.length > 0) await apriAnomalie(tx, nuove);
  const superate = conosciute.filter(
    (a) =>
      voceDi(REGOLE, a.regola) !== undefined &&
      !segnalati.get(a.oggetto)?.segnalazioni.some((s) => s.regola === a.regola),
  );
  await chiudiAnomaliePerId(
    tx,
    superate.filter((a) => a.aperta === 1).map((a) => a.id),
    now,
  );
  await dimenticaChiuse(
    tx,
    superate.filter((a) => a.aperta === null).map((a) => a.id),
  );
}

/** Each rule once, with the first detail that one of its findings gives. */
function regoleDi(segnalazioni: readonly Segnalazione[]): Map<string, string | undefined> {
  const regole = new Map<string, string | undefined>();
  for (const { regola, dettaglio } of segnalazioni) regole.set(regola, regole.get(regola) ?? dettaglio);
  return regole;
}

/** Opens what a notification says about no row: an error code of ANPR, files to download, an unknown section. */
export async function apriNote(
  tx: Tx,
  { codComune, now }: Quando,
  note: readonly { readonly nota: Nota; readonly notificaId: number }[],
): Promise<void> {
  if (note.length === 0) return;
  await apriAnomalie(
    tx,
    note.map(({ nota, notificaId }) => ({
      codComune,
      ...nota,
      // An unknown section is news once, not once per notification.
      oggetto: nota.regola === 'ELEMENTO_IGNOTO' ? nota.descrizione.slice(0, 120) : `notifica:${notificaId}`,
      notificaId,
      apertaIl: now,
    })),
  );
}
