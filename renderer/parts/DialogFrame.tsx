import { Modal, type ModalProps } from '@mantine/core'
import { createContext, useContext } from 'react'

/** Whether no other dialog lies over this one. */
export const OnTop = createContext(true)

/** An open dialog. Escape closes the one on top and no more. */
export function DialogFrame(props: Omit<ModalProps, 'opened'>) {
  return <Modal {...props} opened closeOnEscape={useContext(OnTop)} />
}
