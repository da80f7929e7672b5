/** Writes zips as good and as bad as a test wants them. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface VoceZip {
  readonly nome: string;
  readonly byte: Buffer | string;
  /** Marks the entry as protected by a password. */
  readonly protetta?: boolean;
  /** Declares another length than the true one. */
  readonly lunghezza?: number;
  readonly metodo?: number;
}

const voce = (v: VoceZip, centrale: boolean, posizione: number, dati: Buffer, grezzi: Buffer): Buffer => {
  const nome = Buffer.from(v.nome);
  const b = Buffer.alloc(centrale ? 46 : 30);
  const qui = centrale ? 2 : 0;
  b.writeUInt32LE(centrale ? 0x02014b50 : 0x04034b50, 0);
  if (centrale) b.writeUInt16LE(20, 4);
  b.writeUInt16LE(20, 4 + qui);
  b.writeUInt16LE((v.protetta === true ? 1 : 0) | 0x800, 6 + qui);
  b.writeUInt16LE(v.metodo ?? 8, 8 + qui);
  b.writeUInt32LE(crc32(grezzi), 14 + qui);
  b.writeUInt32LE(dati.length, 18 + qui);
  b.writeUInt32LE(v.lunghezza ?? grezzi.length, 22 + qui);
  b.writeUInt16LE(nome.length, 26 + qui);
  if (centrale) b.writeUInt32LE(posizione, 42);
  return Buffer.concat([b, nome]);
};

/** A whole archive. */
export function zip(voci: readonly VoceZip[]): Buffer {
  const corpo: Buffer[] = [];
  const indice: Buffer[] = [];
  let posizione = 0;
  for (const v of voci) {
    const grezzi = Buffer.from(v.byte);
    const dati = v.metodo === 0 ? grezzi : deflateRawSync(grezzi);
    const testa = voce(v, false, 0, dati, grezzi);
    indice.push(voce(v, true, posizione, dati, grezzi));
    corpo.push(testa, dati);
    posizione += testa.length + dati.length;
  }
  const fine = Buffer.alloc(22);
  fine.writeUInt32LE(0x06054b50, 0);
  fine.writeUInt16LE(voci.length, 8);
  fine.writeUInt16LE(voci.length, 10);
  fine.writeUInt32LE(Buffer.concat(indice).length, 12);
  fine.writeUInt32LE(posizione, 16);
  return Buffer.concat([...corpo, ...indice, fine]);
}
