/** Cornerstone3D behind one small class: a stack of images in an element, with the usual mouse tools. */
import { cache, Enums, init as initCore, metaData, RenderingEngine, type Types } from "@cornerstonejs/core";
import { init as initLoader, wadors } from "@cornerstonejs/dicom-image-loader";
import {
  addTool,
  Enums as ToolEnums,
  init as initTools,
  PanTool,
  StackScrollTool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";

import { imageIdOf, type Instance } from "./images";

export interface View {
  /** Index of the image shown, from 0. */
  index: number;
  count: number;
  window: { centre: number; width: number } | null;
}

const VIEWPORT = "images";

let ready = false;

function initOnce(): void {
  if (ready) return;
  initCore();
  initLoader({ maxWebWorkers: 1 });
  initTools();
  for (const tool of [WindowLevelTool, PanTool, ZoomTool, StackScrollTool]) addTool(tool);
  ready = true;
}

let engines = 0;

export class Stack {
  private readonly engine: RenderingEngine;
  private readonly id: string;
  private readonly resizes: ResizeObserver;

  constructor(
    private readonly element: HTMLDivElement,
    private readonly onView: (view: View) => void,
  ) {
    initOnce();
    engines += 1;
    this.id = `stack-${engines}`;
    this.engine = new RenderingEngine(this.id);
    this.engine.enableElement({ viewportId: VIEWPORT, type: Enums.ViewportType.STACK, element });
    this.bindTools();
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, this.tell);
    element.addEventListener(Enums.Events.VOI_MODIFIED, this.tell);
    this.resizes = new ResizeObserver(() => { this.engine.resize(true, true); });
    this.resizes.observe(element);
  }

  /** Show a series; keeps the place where more images of the one on screen have come. */
  async show(studyUid: string, seriesUid: string, instances: readonly Instance[]): Promise<void> {
    const ids = instances.map((instance) => {
      const id = imageIdOf(studyUid, seriesUid, instance);
      if (!metaData.get("imagePixelModule", id)) wadors.metaDataManager.add(id, instance as never);
      return id;
    });
    const shown = this.viewport.getImageIds()[0] === ids[0] ? this.viewport.getCurrentImageIdIndex() : undefined;
    await this.viewport.setStack(ids, shown ?? Math.floor(ids.length / 2));
    this.viewport.render();
    this.tell();
  }

  async go(index: number): Promise<void> {
    const last = this.viewport.getImageIds().length - 1;
    await this.viewport.setImageIdIndex(Math.max(0, Math.min(last, index)));
  }

  /** Back to the whole image in its own window. */
  reset(): void {
    this.viewport.resetCamera();
    this.viewport.resetProperties();
    this.viewport.render();
    this.tell();
  }

  close(): void {
    this.resizes.disconnect();
    this.element.removeEventListener(Enums.Events.STACK_NEW_IMAGE, this.tell);
    this.element.removeEventListener(Enums.Events.VOI_MODIFIED, this.tell);
    ToolGroupManager.destroyToolGroup(this.id);
    this.engine.destroy();
    if (cache.getCacheSize() > cache.getMaxCacheSize() / 2) cache.purgeCache();
  }

  private get viewport(): Types.IStackViewport {
    return this.engine.getViewport<Types.IStackViewport>(VIEWPORT);
  }

  private readonly tell = (): void => {
    const range = this.viewport.getProperties().voiRange;
    this.onView({
      index: this.viewport.getCurrentImageIdIndex(),
      count: this.viewport.getImageIds().length,
      window: range ? { centre: (range.upper + range.lower) / 2, width: range.upper - range.lower } : null,
    });
  };

  private bindTools(): void {
    const { MouseBindings } = ToolEnums;
    const group = ToolGroupManager.createToolGroup(this.id);
    if (!group) return;
    group.addViewport(VIEWPORT, this.id);
    const bindings: [string, ToolEnums.MouseBindings][] = [
      [WindowLevelTool.toolName, MouseBindings.Primary],
      [PanTool.toolName, MouseBindings.Auxiliary],
      [ZoomTool.toolName, MouseBindings.Secondary],
      [StackScrollTool.toolName, MouseBindings.Wheel],
    ];
    for (const [name, mouseButton] of bindings) {
      group.addTool(name);
      group.setToolActive(name, { bindings: [{ mouseButton }] });
    }
  }
}
