/** File name of the speech detector's weights (Silero VAD v6) among the speech models. */
export const VAD_MODEL_FILE = 'silero-vad.v6.onnx'

/** Where a page finds them, relative to itself: main serves that one file of the models' folder. */
export const VAD_MODEL_URL = `../models/${VAD_MODEL_FILE}`
