using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>What <c>detsdk enhance --maps</c> tells a network that takes label maps.</summary>
internal sealed class EnhancedMaps : IDisposable
{
    private readonly SuperResolverInfo _model;
    private readonly string _maps;
    private readonly LabelMapSource? _source;

    private EnhancedMaps(SuperResolverInfo model, string maps, LabelMapSource? source) =>
        (_model, _maps, _source) = (model, maps, source);

    /// <summary>What is asked for; null where neither the model takes maps nor any are given.</summary>
    /// <exception cref="UsageException">
    /// The model takes no maps, none are given, or they have another number of classes.
    /// </exception>
    public static EnhancedMaps? Of(FrontEnd frontEnd, string? maps)
    {
        SuperResolverInfo? model = (frontEnd as SuperResolver)?.Model;
        if (model is not { ClassNames.Count: > 0 })
            return maps is null
                ? null
                : throw new UsageException("--maps is for models that take label maps; this one takes none.");
        if (maps is null)
            throw new UsageException(
                $"'{model.Path}' must be told what pictures show: --maps is missing, with the classes "
                + $"{string.Join(", ", model.ClassNames)}.");
        if (Directory.Exists(maps)) return new EnhancedMaps(model, maps, null);
        LabelMapSource source = MapModels.Load(maps);
        if (source.ClassNames.Count == model.ClassNames.Count) return new EnhancedMaps(model, maps, source);
        using (source)
            throw new UsageException(
                $"'{maps}' has {source.ClassNames.Count} classes; '{model.Path}' expects {model.ClassNames.Count}.");
    }

    /// <summary>The map of an enlarged picture, which the caller disposes.</summary>
    /// <param name="picture">What is enlarged.</param>
    /// <param name="name">Name of the picture that is written.</param>
    /// <exception cref="DataSetException">Its map is absent or does not fit.</exception>
    public Mat Tell(Mat picture, string name)
    {
        int scale = _model.Scale ?? 1, classes = _model.ClassNames.Count;
        Size size = new(scale * picture.Width, scale * picture.Height);
        if (_source is null) return Read(Path.Combine(_maps, Path.ChangeExtension(name, ".png")), size, classes);
        using Mat colours = picture.Channels() == 4 ? picture.CvtColor(ColorConversionCodes.BGRA2BGR) : picture.Clone();
        return _source.Find(colours, size);
    }

    private static Mat Read(string file, Size enlarged, int classes)
    {
        if (File.Exists(file) && ImageHeader.Read(file).Size is var size && size != enlarged)
            throw new DataSetException(
                file, null,
                $"the label map is {size.Width} x {size.Height} pixels; expected {enlarged.Width} x "
                + $"{enlarged.Height}, the size of the enlarged picture.");
        return new LabelMap(file, classes, classes).Read(enlarged);
    }

    /// <summary>Frees the model, if there is one.</summary>
    public void Dispose() => _source?.Dispose();
}
