namespace DetectionSdk.Evaluation;

/// <summary>
/// What a reader does with boxes that do not lie inside their image. Under either policy a box that is malformed, not
/// finite or of an unknown class is dropped and reported in <see cref="AnnotatedDataSet.Problems"/>; a box that is
/// there twice is kept and reported.
/// </summary>
public enum BoxPolicy
{
    /// <summary>
    /// Boxes end up inside their image and have an area, as training needs them: what overhangs is cut off (and
    /// reported from one pixel on), a box of no area, of negative size or wholly outside is dropped and reported.
    /// </summary>
    Clip,

    /// <summary>
    /// Boxes stay as the file states them where they overhang or lie outside (which is reported): so pycocotools scores
    /// them. A box of no area or of negative size is dropped and reported, but for COCO files, where it stays, because
    /// pycocotools counts it as missed.
    /// </summary>
    AsWritten,
}
