// Uploaded pictures, kept in this browser (IndexedDB) under their names on the server: a server that was restarted gets
// them again without asking anybody.
const DATABASE = "scenegen";
const STORE = "files";
const KEPT = 128; // the newest ones: twice as many as a scene has layers

interface Entry {
  sha256: string;
  file: File;
  at: number;
}

/** Keeps a file; false where the browser does not allow it. */
export async function keepFile(sha256: string, file: File): Promise<boolean> {
  try {
    await inStore("readwrite", async (store) => {
      const entry: Entry = { sha256, file, at: Date.now() };
      await done(store.put(entry));
      const entries: Entry[] = await done(store.getAll());
      const old = entries.sort((one, other) => other.at - one.at).slice(KEPT);
      await Promise.all(old.map((each) => done(store.delete(each.sha256))));
    });
    return true;
  } catch {
    return false;
  }
}

export async function keptFile(sha256: string): Promise<File | undefined> {
  try {
    const entry = await inStore("readonly", (store) => done<Entry | undefined>(store.get(sha256)));
    return entry?.file;
  } catch {
    return undefined;
  }
}

/** Keeps a picture that the server made, for a server that will have forgotten it. */
export async function keepPicture(sha256: string, url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL(url, document.baseURI));
    const bytes = await response.blob();
    return response.ok && (await keepFile(sha256, new File([bytes], `${sha256.slice(0, 12)}.png`, { type: bytes.type })));
  } catch {
    return false;
  }
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE, { keyPath: "sha256" });
  const database = await done(request);
  try {
    return await work(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close(); // an open one would keep the browser from clearing the page's data
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
