namespace DetectionSdk;

/// <summary>Where the models of the SDK's packages lie: in <c>models/</c> beside the program.</summary>
public static class BundledModels
{
    /// <summary>
    /// The general model, the 80 classes of COCO, which <see cref="Detector.LoadDefault"/> opens; of the package
    /// DetectionSdk.Models.General.
    /// </summary>
    public static string General { get; } = PathOf("general.onnx");

    /// <summary>The specialist for road users close up, of the package DetectionSdk.Models.Street.</summary>
    public static string Street { get; } = PathOf("street.onnx");

    /// <summary>What brings a model of the SDK that is absent; nothing for others.</summary>
    internal static string Hint(string path) =>
        path == General ? "; the package DetectionSdk.Models.General brings it"
        : path == Street ? "; the package DetectionSdk.Models.Street brings it"
        : "";

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "models", file);
}
