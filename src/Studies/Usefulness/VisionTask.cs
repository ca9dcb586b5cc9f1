using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Something that pictures are good for, with a simple method that was learned on pictures in full and is then shown
/// others. After the question of Dai et al., "Is Image Super-Resolution Helpful for Other Vision Tasks?" (WACV 2016).
/// </summary>
public abstract class VisionTask : IDisposable
{
    /// <summary>What it is called in tables.</summary>
    public abstract string Name { get; }

    /// <summary>What <see cref="Judge"/> gives: accuracy, area under a curve.</summary>
    public abstract string Measure { get; }

    /// <summary>The pictures to test on, in full, 8-bit BGR; owned by the task.</summary>
    public abstract IReadOnlyList<Mat> Pictures { get; }

    /// <summary>How well the task is done on a picture, in [0, 1].</summary>
    /// <param name="index">Which of <see cref="Pictures"/> it shows.</param>
    /// <param name="shown">The picture as it is shown, of the same size; only read.</param>
    public abstract double Judge(int index, Mat shown);

    /// <summary>What is answered of a picture, in a word or two. Default: how well the task is done.</summary>
    /// <inheritdoc cref="Judge" path="/param"/>
    public virtual string Answer(int index, Mat shown) =>
        Judge(index, shown).ToString("P0", CultureInfo.InvariantCulture);

    /// <summary>A picture with what is found in it. Default: the picture.</summary>
    /// <inheritdoc cref="Judge" path="/param"/>
    /// <returns>A new 8-bit BGR Mat.</returns>
    public virtual Mat Mark(int index, Mat shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return shown.Clone();
    }

    /// <summary>Frees the pictures.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Override to release more than the pictures.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) foreach (Mat picture in Pictures) picture.Dispose();
    }
}
