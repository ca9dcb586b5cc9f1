namespace DetectionSdk.Onnx;

/// <summary>Weights and bias of a convolution in integers.</summary>
/// <param name="Weights">The weights, in their order.</param>
/// <param name="Scales">Step of each output channel.</param>
/// <param name="Bias">The bias in 32 bits; null where it stays float.</param>
/// <param name="BiasScales">
/// Step of the bias of each output channel: that of the weights times that of the input.
/// </param>
internal sealed record QuantizedWeights(sbyte[] Weights, float[] Scales, int[]? Bias, float[] BiasScales);
