using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Models;

/// <summary>Reads from an open session what the detector must know, and refuses what is no detector.</summary>
internal static class ModelReader
{
    // Images of one batch; 1.5 GB as float32.
    private const long LargestInput = 128L << 20;

    public static ModelInfo Read(
        ModelSource model, InferenceSession session, DetectorOptions options, ExecutionProvider provider)
    {
        string path = model.Name;
        RequireDetector(path, SignatureReader.ReadTask(model, session), options.Family);
        ModelSignature signature = SignatureReader.Read(model, session, options.ClassNames);
        DetectorFamily family = options.Family ?? KnownFamilies.Choose(path, signature);
        InputSpec spec = FamilyGuard.Ask(path, family, signature, () => family.Input(signature));
        spec = options.ConfigureInput?.Invoke(spec) ?? spec;
        RequireInputs(path, signature, family, spec);
        (IReadOnlyList<string> names, ClassNamesSource source) = ReadNames(path, signature, family, options);

        InputSpec input = Decide(path, signature, spec, options);
        ModelInfo info = new(model.FullPath, signature, family, input, provider)
        {
            ClassNames = names,
            ClassNamesSource = source,
        };
        RequireSize(path, info, options);
        options.Tiling?.RequireFit(info);
        return info;
    }

    private static void RequireDetector(string path, string? task, DetectorFamily? family)
    {
        if (task == ModelMetadata.SuperResolution)
            throw new ModelFormatException(
                $"'{path}' is a super-resolution front-end and detects nothing; open it with SuperResolver.Load "
                + "and put it before a detector.");
        if (family is null && task is not (null or ModelMetadata.Detect))
            throw new ModelFormatException(
                $"'{path}' is a model for the task '{task}'; expected the task '{ModelMetadata.Detect}'.");
    }

    private static void RequireInputs(
        string path, ModelSignature signature, DetectorFamily family, InputSpec spec)
    {
        string[] fed = [spec.Name, .. spec.ExtraInputs.Select(extra => extra.Name)];
        if (!signature.Inputs.Select(input => input.Name).Order().SequenceEqual(fed.Order()))
            throw new ModelFormatException(
                $"'{path}', read as {family.Name}: expected the inputs {string.Join(", ", fed)}; found {signature}.");
        TensorSignature image = signature.Input(spec.Name)!;
        int channels = image.Rank is 3 or 4 ? image.Dimensions[ChannelAxis(image, spec)] : 0;
        if (channels is not (3 or -1) || !(image.IsFloat || image.ElementType == TensorElementType.UInt8))
            throw new ModelFormatException(
                $"'{path}', read as {family.Name}: the input is {image}; expected float32, float16 or uint8 images of "
                + $"3 channels, {spec.Layout.ToString().ToUpperInvariant()}.");
    }

    private static int ChannelAxis(TensorSignature image, InputSpec spec) =>
        spec.Layout == TensorLayout.Nchw ? image.Rank - 3 : image.Rank - 1;

    private static (IReadOnlyList<string> Names, ClassNamesSource Source) ReadNames(
        string path, ModelSignature signature, DetectorFamily family, DetectorOptions options)
    {
        int? count = FamilyGuard.Ask(path, family, signature, () => family.ClassCount(signature));
        IReadOnlyList<string> names = signature.ClassNames
            ?? FamilyGuard.Ask(path, family, signature, () => family.ClassNames(signature))
            ?? throw new ModelFormatException(
                $"'{path}' carries no class names in its metadata; give "
                + $"{(count is { } some ? $"{some} names" : "one name per class")} in DetectorOptions.ClassNames.");
        ClassNamesSource source = options.ClassNames is not null ? ClassNamesSource.Options
            : signature.ClassNames is not null ? ClassNamesSource.Metadata
            : ClassNamesSource.Family;
        string place = source == ClassNamesSource.Options ? "DetectorOptions.ClassNames" : $"the {source}";
        return count is null || count == names.Count
            ? (names, source)
            : throw new ModelFormatException(
                $"'{path}', read as {family.Name}, has {count} classes; expected as many class names, found "
                + $"{names.Count} in {place}.");
    }

    // What the options say goes before what the family says, and that before the metadata.
    private static InputSpec Decide(string path, ModelSignature signature, InputSpec spec, DetectorOptions options)
    {
        MetadataReader metadata = new(path, signature.Metadata);
        bool isDynamic = signature.Input(spec.Name)!.Dimensions.Skip(1).Any(side => side < 0);
        return spec with
        {
            Size = options.InputSize ?? spec.Size ?? metadata.ReadInputSize(needed: isDynamic),
            Stride = options.Stride ?? spec.Stride ?? metadata.ReadStride(needed: isDynamic),
            ScaleUp = options.ScaleUp ?? spec.ScaleUp ?? metadata.ReadFlag(ModelMetadata.ScaleUp),
            EnlargeTo = spec.EnlargeTo ?? metadata.ReadEnlargeTo(),
            Denoise = options.Denoise ?? spec.Denoise ?? metadata.ReadFlag(ModelMetadata.Denoise),
        };
    }

    private static void RequireSize(string path, ModelInfo model, DetectorOptions options)
    {
        if (options.InputSize is { } asked
            && ((!model.DynamicWidth && asked.Width != model.InputWidth)
                || (!model.DynamicHeight && asked.Height != model.InputHeight)))
            throw new ModelFormatException(
                $"'{path}' has a fixed input of {model.InputWidth} x {model.InputHeight} pixels; an input size of "
                + $"{asked.Width} x {asked.Height} is for models whose sides are dynamic.");
        long pixels = (long)model.InputWidth * model.InputHeight;
        if (pixels > LargestInput / (model.Batch ?? 1))
            throw new ModelFormatException(
                $"'{path}' wants an input of {model.Batch ?? 1} x {model.InputWidth} x {model.InputHeight} pixels, "
                + $"with the stride {model.Stride}; expected at most {LargestInput} pixels.");
    }
}
