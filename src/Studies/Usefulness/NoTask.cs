using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Pictures that are good for nothing: for the measures of quality alone, on sets that papers state.</summary>
public sealed class NoTask : VisionTask
{
    private readonly List<Mat> _pictures;

    /// <summary>Reads pictures.</summary>
    /// <param name="folder">Their folder.</param>
    /// <exception cref="StudyException">There is no such folder, or no picture in it.</exception>
    public NoTask(string folder) => _pictures = [.. StudyPictures.List(folder).Select(path => ImageFile.Read(path))];

    /// <inheritdoc/>
    public override string Name => "no task";

    /// <inheritdoc/>
    public override string Measure => "nothing";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown) => 0;
}
