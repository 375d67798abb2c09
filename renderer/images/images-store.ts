import { useEffect } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { Image } from '../../shared/model.ts'
import { listImages } from '../actions/images.ts'
import { useConnection } from '../store/connection.ts'
import { withEntry } from '../store/keyed.ts'

interface ImagesState {
  /** of every host that was asked, newest first; absent: not known yet */
  byHost: ReadonlyMap<HostId, readonly Image[]>
  put(host: HostId, images: readonly Image[]): void
  changed(host: HostId, image: Image): void
  removed(host: HostId, id: string): void
}

/** Images as the engines published them. What nobody has asked for is not kept. */
export const useImages = create<ImagesState>()((set) => {
  const change = (host: HostId, to: (images: readonly Image[]) => readonly Image[]) =>
    set(({ byHost }) => {
      const images = byHost.get(host)
      return images ? { byHost: withEntry(byHost, host, to(images)) } : {}
    })
  return {
    byHost: new Map(),
    put: (host, images) => set(({ byHost }) => ({ byHost: withEntry(byHost, host, images) })),
    changed: (host, image) =>
      change(host, (images) =>
        images.some(({ id }) => id === image.id)
          ? images.map((one) => (one.id === image.id ? image : one))
          : [image, ...images],
      ),
    removed: (host, id) => change(host, (images) => images.filter((one) => one.id !== id)),
  }
})

/** The images of a host, asked for anew with each connection; undefined until they are known. */
export function useImagesOf(host: HostId): readonly Image[] | undefined {
  const client = useConnection((state) => state.byHost.get(host)?.client)
  useEffect(() => {
    if (client) void listImages(host)
  }, [client, host])
  return useImages((state) => state.byHost.get(host))
}
