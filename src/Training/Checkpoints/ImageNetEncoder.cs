namespace DetectionSdk.Training;

/// <summary>
/// The ResNet-18 trained on ImageNet that trainings start from: an ONNX file of 64 MB, of the package
/// Microsoft.ML.DnnImageFeaturizer.ResNet18 (MIT).
/// </summary>
public static class ImageNetEncoder
{
    internal const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18", Version = "0.23.1";

    private const string FileName = "resnet18.onnx";

    /// <summary>
    /// The file: beside the program where it lies there, else among the packages that NuGet has fetched for this user.
    /// </summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    internal static string Find(string program)
    {
        string beside = System.IO.Path.Combine(program, FileName);
        return File.Exists(beside)
            ? beside
            : FetchedPackages.PathOf(Package, Version, "tools", "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
    }

    /// <summary>Says how to come by the file.</summary>
    /// <param name="path">What a training starts from.</param>
    /// <exception cref="TrainingException">It is this file, and is absent.</exception>
    internal static void Require(string path)
    {
        bool isThis = System.IO.Path.GetFileName(path).Equals(FileName, StringComparison.OrdinalIgnoreCase);
        if (isThis && !File.Exists(path))
            throw new TrainingException(
                $"'{path}' is absent, the ResNet-18 trained on ImageNet that this training starts from. The package "
                + $"that holds it is fetched once for all: {FetchedPackages.CommandFor(Package, Version)}");
    }
}
