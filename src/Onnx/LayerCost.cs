namespace DetectionSdk.Onnx;

/// <summary>What one layer of a model computes.</summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Operation">Its ONNX operator.</param>
/// <param name="MultiplyAdds">Multiplications with an addition; twice as many floating-point operations.</param>
public sealed record LayerCost(string Name, string Operation, long MultiplyAdds);
