using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>What a network that takes label maps is told of pictures: an option <c>--maps</c> or like it.</summary>
internal sealed class MapTeller : IDisposable
{
    /// <summary>Values that are no path: the labels of the set, and those of its other half.</summary>
    public const string Labels = "labels", Shuffled = "shuffled";

    private readonly AnnotatedDataSet _pictures;
    private readonly int _scale, _shift;
    private readonly LabelMapSource? _source;

    private MapTeller(AnnotatedDataSet pictures, int scale, int shift, LabelMapSource? source) =>
        (_pictures, _scale, _shift, _source) = (pictures, scale, shift, source);

    /// <summary>Opens what tells.</summary>
    /// <param name="maps">labels, shuffled, a folder of label maps, a segmenter or a detector.</param>
    /// <param name="pictures">The pictures in full.</param>
    /// <param name="model">The network that is told.</param>
    /// <exception cref="UsageException">
    /// It knows another number of classes than the network, or there is no other picture to be told of.
    /// </exception>
    public static MapTeller Open(string maps, AnnotatedDataSet pictures, SuperResolverInfo model)
    {
        if (maps == Shuffled && pictures.Images.Count < 2)
            throw new UsageException("The label map of one picture cannot be another's; shuffled expects at least 2.");
        int scale = model.Scale ?? throw new UsageException($"'{model.Path}' has any scale; expected a fixed one.");
        LabelMapSource? source = maps is Labels or Shuffled || Directory.Exists(maps) ? null : MapModels.Load(maps);
        IReadOnlyList<string> names = source?.ClassNames ?? pictures.ClassNames;
        if (names.Count > 0 && names.Count != model.ClassNames.Count)
        {
            source?.Dispose();
            throw new UsageException(
                $"'{maps}' has {names.Count} classes ({string.Join(", ", names)}); '{model.Path}' expects "
                + $"{model.ClassNames.Count} ({string.Join(", ", model.ClassNames)}).");
        }
        AnnotatedDataSet known = Directory.Exists(maps)
            ? LabelMapDataSet.WithMaps(pictures with { ClassNames = model.ClassNames }, maps)
            : pictures;
        return new MapTeller(known, scale, maps == Shuffled ? pictures.Images.Count / 2 : 0, source);
    }

    /// <summary>The map of an enlarged picture, which the caller disposes.</summary>
    /// <param name="index">Index of the picture in full.</param>
    /// <param name="small">The picture that is enlarged.</param>
    public Mat Tell(int index, Mat small)
    {
        Size size = new(_scale * small.Width, _scale * small.Height);
        if (_source is not null) return _source.Find(small, size);
        AnnotatedImage image = _pictures.Images[(index + _shift) % _pictures.Images.Count];
        using Mat labels = image.LabelMap!.Read(image.Size);
        Mat map = new(size, MatType.CV_8UC1, Scalar.All(LabelMap.None));
        Rect common = new Rect(default, size) & new Rect(default, labels.Size());
        using Mat from = labels[common], to = map[common];
        from.CopyTo(to);
        return map;
    }

    /// <summary>Frees the model, if there is one.</summary>
    public void Dispose() => _source?.Dispose();
}
